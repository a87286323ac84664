"use strict";
// Keeps the page up to date without loading it anew. The server draws every page; this script
// only puts the items that have changed into the panes that are there, so that what a person
// is typing, has opened or scrolled to stays. Without the script the forms and links work as well.

const drawn = new Map(); // each item as the server last drew it, by its id

const itemsIn = (pane) => [...pane.children].filter((child) => child.id);

function remember(root) {
  for (const item of root.querySelectorAll("[data-item]")) drawn.set(item.id, item.outerHTML);
}

function typedIn(item) {
  const fields = [...item.querySelectorAll("input:not([type=hidden]), textarea, select")];
  return fields.filter((field) => field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT"
      ? [...field.options].some((option) => option.selected !== option.defaultSelected && (option.selected || option.defaultSelected))
      : field.value !== field.defaultValue);
}

function sameField(item, field) {
  return [...item.querySelectorAll("input, textarea, select, button, a, summary")].find((other) =>
    field.id ? other.id === field.id
      : field.name ? other.name === field.name && (field.type === "text" || other.value === field.value)
        : other.textContent === field.textContent && other.tagName === field.tagName);
}

function replace(old, fresh, sent) {
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const caret = active && active.selectionStart !== undefined ? active.selectionStart : null;
  for (const field of old.matches("form") && old.id === sent ? [] : typedIn(old)) {
    if (field.form && field.form.id === sent) continue;
    const same = sameField(fresh, field);
    if (!same) continue;
    if (field.type === "checkbox" || field.type === "radio") same.checked = field.checked;
    else same.value = field.value;
  }
  const open = [...old.querySelectorAll("details")].map((each) => each.open);
  [...fresh.querySelectorAll("details")].forEach((each, at) => {
    if (open[at] !== undefined && !each.matches("[data-menu]")) each.open = open[at];
  });
  if (old.matches("details")) fresh.open = old.open;
  old.replaceWith(fresh);
  const again = active && sameField(fresh, active);
  if (again) {
    again.focus({ preventScroll: true });
    try { if (caret !== null) again.setSelectionRange(caret, caret); } catch { /* has no caret */ }
  }
}

function patch(pane, next, sent) {
  const known = new Map(itemsIn(pane).map((item) => [item.id, item]));
  const wanted = itemsIn(next);
  const ids = new Set(wanted.map((item) => item.id));
  for (const [id, item] of known) if (!ids.has(id)) item.remove();
  let at = null;
  for (const item of wanted) {
    const html = item.outerHTML;
    let now = known.get(item.id);
    if (now && now.matches("[data-pane]") && item.matches("[data-pane]")) patch(now, item, sent);
    else if (now && drawn.get(item.id) !== html) {
      const fresh = document.importNode(item, true);
      replace(now, fresh, sent);
      now = fresh;
    } else if (!now) now = document.importNode(item, true);
    const place = at ? at.nextElementSibling : pane.firstElementChild;
    if (place !== now) pane.insertBefore(now, place);
    drawn.set(item.id, html);
    at = now;
  }
}

const panes = () => [...document.querySelectorAll("[data-scroll]")];
const below = (pane) => pane.scrollHeight - pane.scrollTop - pane.clientHeight;
const isAtEnd = (pane) => below(pane) < 80;
const messages = (pane) => [...pane.querySelectorAll(".message")].map((each) => each.id);

// Show the newest message: with those before it, or from its first line on if it is taller than
// the pane, since an answer leads with what was asked for. (The browser goes no further than the end.)
function showNewest(pane) {
  const message = document.getElementById(messages(pane).at(-1));
  if (message) pane.scrollTop += message.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  else pane.scrollTop = pane.scrollHeight;
  offerNewest(pane);
}

// Whoever reads further up is not moved: a button says that something came, and leads there.
function offerNewest(pane, hasCome = false) {
  const button = document.querySelector(`[data-newest="${pane.id}"]`);
  if (isAtEnd(pane)) button.hidden = true;
  else if (hasCome) button.hidden = false;
}

// How each pane was scrolled, and what to do about it once its messages are drawn anew.
function placer(sent, isElsewhere) {
  const before = new Map(panes().map((pane) => [pane.id, [isAtEnd(pane), messages(pane)]]));
  return (pane) => {
    const [wasAtEnd, old] = before.get(pane.id) || [true, []];
    const now = messages(pane);
    const isNew = now.at(-1) !== old.at(-1);
    if (isElsewhere || now[0] !== old[0]) showNewest(pane);
    else if (!wasAtEnd && sent !== pane.dataset.scroll) offerNewest(pane, isNew);
    else if (isNew) showNewest(pane);
    else pane.scrollTop = pane.scrollHeight;
  };
}

document.addEventListener("scroll", (event) => {
  if (event.target.matches && event.target.matches("[data-scroll]")) offerNewest(event.target);
}, true);

// A picture takes its room once it has come; whoever saw the end before sees it then too.
document.addEventListener("load", (event) => {
  const pane = event.target.closest && event.target.closest("[data-scroll]");
  if (!pane || event.target.tagName !== "IMG") return;
  if (below(pane) < event.target.getBoundingClientRect().height + 80) showNewest(pane);
}, true);

// On a phone the channels are a menu, which closes once one is chosen.
const narrow = matchMedia("(max-width: 720px)");
function foldChannels() {
  document.getElementById("channels-list").open = !narrow.matches;
}
narrow.addEventListener("change", foldChannels);

function settle() {
  for (const dialog of document.querySelectorAll("dialog[data-modal]")) {
    if (!dialog.matches(":modal")) {
      const active = document.activeElement;
      const first = dialog.querySelector(".modal-body :is(input, select, textarea):not([type=hidden])");
      const at = dialog.contains(active) ? active : first; // one that is drawn anew keeps its focus
      dialog.removeAttribute("open");
      dialog.showModal();
      if (at) at.focus();
    }
  }
}

function show(html, { sent = "", isElsewhere = false } = {}) {
  const next = new DOMParser().parseFromString(html, "text/html");
  const place = placer(sent, isElsewhere);
  document.title = next.title;
  const rooms = document.getElementById("rooms");
  rooms.className = next.getElementById("rooms").className;
  const main = document.getElementById("main");
  const nextMain = next.getElementById("main");
  const samePanes = [...main.children].map((each) => each.id).join() === [...nextMain.children].map((each) => each.id).join();
  if (!samePanes || isElsewhere) main.replaceChildren(...document.importNode(nextMain, true).children);
  for (const pane of next.querySelectorAll("[data-pane]")) {
    const now = document.getElementById(pane.id);
    if (now && !(pane.parentElement && pane.parentElement.closest("[data-pane]"))) patch(now, pane, sent);
  }
  remember(next);
  panes().forEach(place);
  settle();
}

let under = 0; // how many loads that a person asked for are under way
let isStale = false; // whether something has changed meanwhile

// Show the page at that address: where a person goes, or what their form led to.
async function load(address, { request, sent, push, isElsewhere } = {}) {
  under += 1;
  try {
    const answer = await fetch(address, request);
    const html = await answer.text();
    if (!answer.ok) return location.assign("/");
    const isNew = new URL(answer.url).pathname !== location.pathname;
    if (push) history.pushState(null, "", answer.url);
    else if (answer.url !== location.href) history.replaceState(null, "", answer.url);
    show(html, { sent, isElsewhere: isNew || isElsewhere });
    if (isNew) foldChannels();
  } finally {
    under -= 1;
    if (isStale && !under) refresh();
  }
}

// Show what has changed where the person is.
async function refresh() {
  isStale = under > 0;
  if (isStale) return;
  const here = location.href;
  const answer = await fetch(here);
  const html = await answer.text();
  if (under || location.href !== here) isStale = true;
  else if (answer.ok) show(html);
  if (isStale && !under) refresh();
}

// Close the panel, so that one sees what comes; returns what shows meanwhile that it takes a while.
function leave(panel) {
  panel.open = false;
  panel.querySelector("summary").focus();
  const top = panel.closest("[data-pane]");
  top.setAttribute("aria-busy", "true");
  return top;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
  if (form.matches(".composer")) form.reset();
  const busy = form.matches("[data-leaves]") && leave(form.closest("[data-panel]"));
  load(form.action, { request: { method: "POST", body }, sent: form.id }).finally(() => {
    if (event.submitter) event.submitter.removeAttribute("aria-busy");
    if (busy) busy.removeAttribute("aria-busy");
  });
});

document.addEventListener("change", (event) => {
  const field = event.target.closest("[data-send]");
  if (field && field.form) field.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-press]");
  if (pressed) {
    const form = document.getElementById(pressed.dataset.form);
    const body = new URLSearchParams(new FormData(form));
    body.append("press", pressed.dataset.press);
    load(form.action, { request: { method: "POST", body }, sent: form.id });
  }
  const link = event.target.closest("a[data-swap]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    load(link.href, { push: true });
  }
  const newest = event.target.closest("[data-newest]");
  if (newest) showNewest(document.getElementById(newest.dataset.newest));
  for (const menu of document.querySelectorAll("details[data-menu][open], details[data-panel][open]"))
    if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[data-menu][open], details[data-panel][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("cancel", (event) => {
  const close = event.target.querySelector("[data-close]");
  if (!close) return;
  event.preventDefault();
  close.click();
}, true);

addEventListener("popstate", () => load(location.href, { isElsewhere: true }));

remember(document);
settle();
panes().forEach(showNewest);
foldChannels();

let waiting = 0;
const away = document.getElementById("away");
const changes = new EventSource("/events");
changes.addEventListener("message", () => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, 40);
});
changes.addEventListener("error", () => { away.hidden = false; });
changes.addEventListener("open", () => {
  if (!away.hidden) refresh(); // something may have changed meanwhile
  away.hidden = true;
});
addEventListener("unhandledrejection", () => { away.hidden = false; });
