"""Lists ordinary words of English that look like slips of ours: none of them is ever changed.

They are those within one slip of a word that `vocabulary.near` puts in the place of others, in a
list of English words by how often they are used; the rarest are left out, for they are slips.
"""

from typing import Final

ORDINARY: Final = frozenset(
    """
    albert april arch ask asks avert balling bask bays bear bears beds beginnings bequest
    bilking billings bins blast calf calves cask casks cast cat cats cha chad chan chant chants
    chaos chap chaps char chart charts chats chaw cheat cheats chit chits cine coat coats
    compares condo condos convoy convoys cues currant currents dabs dads dairy dais daisy dally
    dams dear dears dine dive doily dues duly dune ear ears even fast fave fear fears feds fie
    fife fight file filling filth fins fire firs firsts fist fiver fives flour footy foray fort
    forte forts fou foul four frida fur gaily gays gear gears geek geeks gins hal hale hall halo
    halt halve halved hat hats haves hear hears height his hive hoar horus hour hues ins inwards
    jane jays jive jude judy juke jung junk jury jute kept killing larch lash lass lasts lat
    lats lays lear least leek leeks lest light line list live lolling lost lust mach mains mans
    marc marco marcy marsh mask masks massage massages match mayor mays meek meekly messaged
    mics might mighty milling mils mina minas mince mind minds mines ming mini mink minks mint
    mints minuet minus minute minx miss mission monkey monte monty moth moths mouse mouth mouths
    myths nays near nears nest nice nifty night nighty nike nile nina nines nite none ours pact
    pant part pas pass past pasta paste pasts pasty pat pats pays pear pears peek peeks perv
    pest phat pine pins polling post pours precious prep pres presents preset prevent prey prion
    priors priory quartet railing rays rear rears receding reds reek reeks resent rev right rive
    roiling rollin rollins rune says sear sears seat seconds sect sedition seek seeks seen semen
    sent set sevens sever sext shat sight singe sins slept smarting sour sours starch staring
    starling starring startling starving stating steven sues sundae sundry sven swept tack tacks
    tailing tais talk talks tank tanks tear tears tees teeth tent tenths tents text thar that
    thee thin thins thirds thirsty thor thorough though threes threw thud thuds thug thugs thun
    thus ties tight tilling tine tins toady toddy toes tolling tomorrows tour training trawling
    tree trolling trough tubes tubs tugs tums tune tunes tusk tusks tuxes twelves untie users
    uses usher utes valves vast verses vince vine vive wads ways weak weakly wear wears webs wee
    weed weep weeps weight weighty welds wend wept wets willing wince wine wins yea yeah year
    sage resort retort deport expert summery averaged beverage compere averages
    nearly usually yearn yearns yeas yeats yer yesterdays yours
    """.split()
)
