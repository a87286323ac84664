-- 2026-11-25T04:57:37.414337+00:00
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'slackbot','m001_channels_and_questions','2026-11-25 04:57:33.798658+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'slackbot','m002_claims_and_shared_jobs','2026-11-25 04:57:33.799574+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'slackbot','m003_threads_and_refused_blocks','2026-11-25 04:57:33.799819+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'slackbot','m004_allowances_and_prices','2026-11-25 04:57:33.800000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'slackbot','m005_submits','2026-11-25 04:57:33.800135+00:00');
CREATE TABLE allowances (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, amount BIGINT NOT NULL, every TEXT NOT NULL,
                from_day BIGINT NOT NULL, from_month BIGINT NOT NULL,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit)
            );
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('f7280feb-9909-4e39-94cc-913dccef1d63','1',1795582653000,1795582653000,'slackbot');
CREATE TABLE bots (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                name TEXT NOT NULL, linked_by TEXT NOT NULL, linked_at TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id)
            );
INSERT INTO "bots" VALUES('T0SANDBOX','C0SUPPORT','st-11111111-1a2b-5c3d-8e4f-111111111111','SupportBot','U0ANNA','2026-11-25T04:57:33.917169+00:00',1);
CREATE TABLE budgets (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, lane TEXT NOT NULL,
                calls TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, lane)
            );
INSERT INTO "budgets" VALUES('T0SANDBOX','e75da897078e','bot:st-11111111-1a2b-5c3d-8e4f-111111111111','[1795582655.148823, 1795582655.657189, 1795582656.161563, 1795582656.668799, 1795582657.172645]');
CREATE TABLE channel_settings (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, sharing_allowed INTEGER NOT NULL,
                zone TEXT, week_start TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id)
            );
CREATE TABLE dbos_migrations (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "dbos_migrations" VALUES(125);
CREATE TABLE "deliveries" (
                team_id TEXT NOT NULL, message_key TEXT NOT NULL, channel_id TEXT NOT NULL,
                ts TEXT, claims BIGINT NOT NULL DEFAULT 1,
                PRIMARY KEY (team_id, message_key)
            );
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f5dd-43d4308d0ba95dfe:told','C0SUPPORT','',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f601-06dfa0983121d840:parent','C0SUPPORT','1795582653.960698',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f60e-f6752b885715bb62:parent','C0SUPPORT','1795582653.973863',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f619-0998c48570e18ed9:parent','C0SUPPORT','1795582653.984243',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f624-f79866dbaad2df8c:parent','C0SUPPORT','1795582653.992470',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f630-312700acefb48070:parent','C0SUPPORT',NULL,3);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a21110f601-06dfa0983121d840:answer','C0SUPPORT',NULL,1);
CREATE TABLE executors (
                id TEXT NOT NULL PRIMARY KEY, seen_at DOUBLE PRECISION NOT NULL
            );
CREATE TABLE flights (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL, wanted_until BIGINT NOT NULL,
                PRIMARY KEY (team_id, connection, job_key)
            );
INSERT INTO "flights" VALUES('T0SANDBOX','e75da897078e','65d78b33ddc81014e1f656c893eec26b24bc6aa96fe126a3c4e5ebd672bad8c4','01a21110f60e-f6752b885715bb62-65d78b33ddc81014',1795584153);
INSERT INTO "flights" VALUES('T0SANDBOX','e75da897078e','7075544376cc016a9e6d7ae0af469062c6a87516292e0ff47849cd385122138e','01a21110f624-f79866dbaad2df8c-7075544376cc016a',1795584153);
CREATE TABLE ledger (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, bot_id TEXT NOT NULL,
                grain TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT NULL,
                session BIGINT, conversation BIGINT, request BIGINT, alert BIGINT, proactive BIGINT,
                fetched_at BIGINT NOT NULL, report_id TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, bot_id, grain, start_at, end_at)
            );
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794006000,1794009600,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794009600,1794013200,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794013200,1794016800,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794016800,1794020400,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794020400,1794024000,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794024000,1794027600,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794027600,1794031200,7,5,33,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794031200,1794034800,20,14,97,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794034800,1794038400,33,24,140,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794038400,1794042000,60,43,251,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794042000,1794045600,49,35,240,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794045600,1794049200,62,44,255,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794049200,1794052800,49,35,210,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794052800,1794056400,52,37,231,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794056400,1794060000,53,38,238,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794060000,1794063600,60,43,276,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794063600,1794067200,51,37,228,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794067200,1794070800,53,38,239,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794070800,1794074400,33,24,161,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794074400,1794078000,25,18,118,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794078000,1794081600,11,8,45,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794081600,1794085200,5,4,24,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794085200,1794088800,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794088800,1794092400,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794092400,1794096000,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794096000,1794099600,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794099600,1794103200,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794103200,1794106800,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794106800,1794110400,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794110400,1794114000,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794114000,1794117600,6,4,30,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794117600,1794121200,14,10,68,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794121200,1794124800,29,21,143,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794124800,1794128400,49,35,209,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794128400,1794132000,43,31,186,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794132000,1794135600,48,34,213,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794135600,1794139200,37,27,159,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794139200,1794142800,32,23,135,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794142800,1794146400,33,24,162,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794146400,1794150000,39,28,174,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794150000,1794153600,49,35,203,1,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794153600,1794157200,39,28,163,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794157200,1794160800,31,22,140,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794160800,1794164400,16,12,73,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794164400,1794168000,10,7,47,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794168000,1794171600,4,3,16,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794171600,1794175200,0,0,0,0,0,1795582655,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','e75da897078e','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794175200,1794178800,0,0,0,0,0,1795582655,'121242');
CREATE TABLE notifications (
    message_uuid TEXT NOT NULL DEFAULT (hex(randomblob(16))) PRIMARY KEY,
    destination_uuid TEXT NOT NULL,
    topic TEXT,
    message TEXT NOT NULL,
    created_at_epoch_ms INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000), "serialization" TEXT DEFAULT NULL, "consumed" BOOLEAN NOT NULL DEFAULT FALSE, consumed_by_function_id INTEGER,
    FOREIGN KEY (destination_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE "operation_outputs" (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    function_name TEXT NOT NULL DEFAULT '',
    output TEXT,
    error TEXT,
    child_workflow_id TEXT,
    started_at_epoch_ms INTEGER,
    completed_at_epoch_ms INTEGER,
    serialization TEXT,
    application_name TEXT DEFAULT NULL,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    PRIMARY KEY (workflow_uuid, function_id)
);
INSERT INTO "operation_outputs" VALUES('01a21110f5dd-43d4308d0ba95dfe',1,'manage_channel','null',NULL,NULL,1795582653924,1795582653952,'slackbot_json','slackbot',1795582653000);
INSERT INTO "operation_outputs" VALUES('01a21110f601-06dfa0983121d840',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-06T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.960698"},"note":"","before":{"start":"2026-11-06T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"}}}',NULL,NULL,1795582653955,1795582653962,'slackbot_json','slackbot',1795582653000);
INSERT INTO "operation_outputs" VALUES('01a21110f60e-f6752b885715bb62',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-08T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.973863"},"note":"","before":{"start":"2026-11-08T23:00:00Z","end":"2026-11-15T23:00:00Z","zone":"Europe/Berlin"}}}',NULL,NULL,1795582653968,1795582653974,'slackbot_json','slackbot',1795582653000);
INSERT INTO "operation_outputs" VALUES('01a21110f619-0998c48570e18ed9',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":"day","week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-08T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.984243"},"note":"","before":{"start":"2026-11-08T23:00:00Z","end":"2026-11-15T23:00:00Z","zone":"Europe/Berlin"}}}',NULL,NULL,1795582653979,1795582653985,'slackbot_json','slackbot',1795582653000);
INSERT INTO "operation_outputs" VALUES('01a21110f624-f79866dbaad2df8c',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-24T22:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.992470"},"note":"","before":{"start":"2026-10-24T22:00:00Z","end":"2026-10-31T23:00:00Z","zone":"Europe/Berlin"}}}',NULL,NULL,1795582653989,1795582653993,'slackbot_json','slackbot',1795582653000);
CREATE TABLE outcomes (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, outcome TEXT NOT NULL,
                PRIMARY KEY (team_id, run_id)
            );
INSERT INTO "outcomes" VALUES('T0SANDBOX','01a21110f601-06dfa0983121d840-76842c41a6158f2d','{"$model":"Usage","value":{"job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-06T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"},"buckets":[{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-06T23:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T00:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T01:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T02:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T03:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T04:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T05:00:00Z","counts":{"session":7,"request":33,"alert":0,"proactive":0,"conversation":5}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T06:00:00Z","counts":{"session":20,"request":97,"alert":0,"proactive":0,"conversation":14}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T07:00:00Z","counts":{"session":33,"request":140,"alert":0,"proactive":0,"conversation":24}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T08:00:00Z","counts":{"session":60,"request":251,"alert":1,"proactive":0,"conversation":43}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T09:00:00Z","counts":{"session":49,"request":240,"alert":0,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T10:00:00Z","counts":{"session":62,"request":255,"alert":1,"proactive":0,"conversation":44}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T11:00:00Z","counts":{"session":49,"request":210,"alert":0,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T12:00:00Z","counts":{"session":52,"request":231,"alert":1,"proactive":0,"conversation":37}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T13:00:00Z","counts":{"session":53,"request":238,"alert":1,"proactive":0,"conversation":38}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T14:00:00Z","counts":{"session":60,"request":276,"alert":1,"proactive":0,"conversation":43}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T15:00:00Z","counts":{"session":51,"request":228,"alert":0,"proactive":0,"conversation":37}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T16:00:00Z","counts":{"session":53,"request":239,"alert":1,"proactive":0,"conversation":38}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T17:00:00Z","counts":{"session":33,"request":161,"alert":0,"proactive":0,"conversation":24}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T18:00:00Z","counts":{"session":25,"request":118,"alert":0,"proactive":0,"conversation":18}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T19:00:00Z","counts":{"session":11,"request":45,"alert":0,"proactive":0,"conversation":8}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T20:00:00Z","counts":{"session":5,"request":24,"alert":0,"proactive":0,"conversation":4}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T21:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T22:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T23:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T00:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T01:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T02:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T03:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T04:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T05:00:00Z","counts":{"session":6,"request":30,"alert":0,"proactive":0,"conversation":4}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T06:00:00Z","counts":{"session":14,"request":68,"alert":0,"proactive":0,"conversation":10}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T07:00:00Z","counts":{"session":29,"request":143,"alert":0,"proactive":0,"conversation":21}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T08:00:00Z","counts":{"session":49,"request":209,"alert":1,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T09:00:00Z","counts":{"session":43,"request":186,"alert":0,"proactive":0,"conversation":31}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T10:00:00Z","counts":{"session":48,"request":213,"alert":1,"proactive":0,"conversation":34}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T11:00:00Z","counts":{"session":37,"request":159,"alert":0,"proactive":0,"conversation":27}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T12:00:00Z","counts":{"session":32,"request":135,"alert":0,"proactive":0,"conversation":23}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T13:00:00Z","counts":{"session":33,"request":162,"alert":0,"proactive":0,"conversation":24}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T14:00:00Z","counts":{"session":39,"request":174,"alert":0,"proactive":0,"conversation":28}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T15:00:00Z","counts":{"session":49,"request":203,"alert":1,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T16:00:00Z","counts":{"session":39,"request":163,"alert":0,"proactive":0,"conversation":28}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T17:00:00Z","counts":{"session":31,"request":140,"alert":0,"proactive":0,"conversation":22}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T18:00:00Z","counts":{"session":16,"request":73,"alert":0,"proactive":0,"conversation":12}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T19:00:00Z","counts":{"session":10,"request":47,"alert":0,"proactive":0,"conversation":7}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T20:00:00Z","counts":{"session":4,"request":16,"alert":0,"proactive":0,"conversation":3}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T21:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T22:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}}],"report_ids":["121242"],"fetched_at":"2026-11-25T04:57:35.148827Z","from_ledger":false,"certain":true,"restated":[]}}');
CREATE TABLE prices (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                unit TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,
                set_by TEXT NOT NULL, set_at TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id, unit)
            );
CREATE TABLE questions (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, until_at BIGINT NOT NULL,
                payload TEXT NOT NULL, answered BIGINT NOT NULL,
                PRIMARY KEY (team_id, question_id)
            );
INSERT INTO "questions" VALUES('T0SANDBOX','01a21110f601-06dfa0983121d840',1795584153,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a21110f601-06dfa0983121d840","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"8 Nov 2026","received_at":"2026-11-25T04:57:33.953215Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/oE7eTDxhUiy2Wmpyv-_Pl3Oy","thread":null},"opened":{"query":{"period":{"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-06T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.960698"},"note":"","before":{"start":"2026-11-06T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"}},"until":"2026-11-25T05:22:33.953215Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a21110f60e-f6752b885715bb62',1795584153,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a21110f60e-f6752b885715bb62","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026","received_at":"2026-11-25T04:57:33.966203Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/3Z6PCPis4Brw4fCsJOHU9i3t","thread":null},"opened":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-08T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.973863"},"note":"","before":{"start":"2026-11-08T23:00:00Z","end":"2026-11-15T23:00:00Z","zone":"Europe/Berlin"}},"until":"2026-11-25T05:22:33.966203Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a21110f619-0998c48570e18ed9',1795584153,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a21110f619-0998c48570e18ed9","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026 by day","received_at":"2026-11-25T04:57:33.977053Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/mUnLZIVf5Wur-DgSVu0Ll1Z-","thread":null},"opened":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":"day","week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-08T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.984243"},"note":"","before":{"start":"2026-11-08T23:00:00Z","end":"2026-11-15T23:00:00Z","zone":"Europe/Berlin"}},"until":"2026-11-25T05:22:33.977053Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a21110f624-f79866dbaad2df8c',1795584153,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a21110f624-f79866dbaad2df8c","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"1-7 Nov 2026","received_at":"2026-11-25T04:57:33.988535Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/dJZkpKkleab8EJ--c-lyW08G","thread":null},"opened":{"query":{"period":{"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-24T22:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795582653.992470"},"note":"","before":{"start":"2026-10-24T22:00:00Z","end":"2026-10-31T23:00:00Z","zone":"Europe/Berlin"}},"until":"2026-11-25T05:22:33.988535Z"}}',0);
CREATE TABLE queues (
    queue_id TEXT PRIMARY KEY DEFAULT (hex(randomblob(16))),
    name TEXT NOT NULL UNIQUE,
    concurrency INTEGER,
    worker_concurrency INTEGER,
    rate_limit_max INTEGER,
    rate_limit_period_sec REAL,
    priority_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    partition_queue BOOLEAN NOT NULL DEFAULT FALSE,
    polling_interval_sec REAL NOT NULL DEFAULT 1.0,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL, "partition_concurrency" INTEGER DEFAULT NULL, "partition_worker_concurrency" INTEGER DEFAULT NULL, "partition_rate_limit_max" INTEGER DEFAULT NULL, "partition_rate_limit_period_sec" REAL DEFAULT NULL);
INSERT INTO "queues" VALUES('559415DE7A6F85CA4993CC0BB2AB128F','lanes',NULL,NULL,NULL,NULL,1,1,0.2,1795582653000,1795582653864,'slackbot',1,NULL,NULL,NULL);
CREATE TABLE refused_blocks (
                team_id TEXT NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (team_id, kind)
            );
CREATE TABLE requests (
                team_id TEXT NOT NULL, request_hash TEXT NOT NULL, question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, request_hash)
            );
INSERT INTO "requests" VALUES('T0SANDBOX','521c40bc504242d3dbb5c898820bbde8173de051ae7867e2a53d97104bbb79d1','01a21110f5dd-43d4308d0ba95dfe');
INSERT INTO "requests" VALUES('T0SANDBOX','36a8b4329336ab7b10cbea1f99a98402d94e5e7cb48bdd2567372e9e7130a922','01a21110f601-06dfa0983121d840');
INSERT INTO "requests" VALUES('T0SANDBOX','36360bb11387594495938984e584de1689a0537f8bf9386876dac52c7ae12dc9','01a21110f60e-f6752b885715bb62');
INSERT INTO "requests" VALUES('T0SANDBOX','8421cb618e7a45cb4e11c1c03317c692eb0c578395f16a76afc7350075102aea','01a21110f619-0998c48570e18ed9');
INSERT INTO "requests" VALUES('T0SANDBOX','3b9a1de0399a9c85f3874cc3cb8ff0534e7050b64b87936463d25559402daf05','01a21110f624-f79866dbaad2df8c');
INSERT INTO "requests" VALUES('T0SANDBOX','da8d425ba4f4308871bef5ea1a96eb22227146cf068a4403612550cccc1e9d98','01a21110f630-312700acefb48070');
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE submits (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, part TEXT NOT NULL,
                submitted TEXT NOT NULL,
                PRIMARY KEY (team_id, run_id, part)
            );
CREATE TABLE threads (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, ts TEXT NOT NULL,
                query TEXT NOT NULL,
                PRIMARY KEY (team_id, channel_id, ts)
            );
INSERT INTO "threads" VALUES('T0SANDBOX','C0SUPPORT','1795582653.960698','{"period":{"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]}');
INSERT INTO "threads" VALUES('T0SANDBOX','C0SUPPORT','1795582653.973863','{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]}');
INSERT INTO "threads" VALUES('T0SANDBOX','C0SUPPORT','1795582653.984243','{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":"day","week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]}');
INSERT INTO "threads" VALUES('T0SANDBOX','C0SUPPORT','1795582653.992470','{"period":{"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]}');
CREATE TABLE tickets (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL,
                PRIMARY KEY (team_id, question_id, job_key)
            );
INSERT INTO "tickets" VALUES('T0SANDBOX','01a21110f601-06dfa0983121d840','76842c41a6158f2da90389a4c61d3aabb39af1f9ce88222241b2fe556fd4a33f','01a21110f601-06dfa0983121d840-76842c41a6158f2d');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a21110f60e-f6752b885715bb62','65d78b33ddc81014e1f656c893eec26b24bc6aa96fe126a3c4e5ebd672bad8c4','01a21110f60e-f6752b885715bb62-65d78b33ddc81014');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a21110f619-0998c48570e18ed9','65d78b33ddc81014e1f656c893eec26b24bc6aa96fe126a3c4e5ebd672bad8c4','01a21110f60e-f6752b885715bb62-65d78b33ddc81014');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a21110f624-f79866dbaad2df8c','7075544376cc016a9e6d7ae0af469062c6a87516292e0ff47849cd385122138e','01a21110f624-f79866dbaad2df8c-7075544376cc016a');
CREATE TABLE workflow_events (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events_history (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, function_id, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_input (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    inputs TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_input" VALUES('01a21110f5dd-43d4308d0ba95dfe','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f5dd-43d4308d0ba95dfe","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"link st-11111111-1a2b-5c3d-8e4f-111111111111 as SupportBot","received_at":"2026-11-25T04:57:33.917169Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/q34qYWGurmgqiVN7y-AY3lxH","thread":null}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f601-06dfa0983121d840','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f601-06dfa0983121d840","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"8 Nov 2026","received_at":"2026-11-25T04:57:33.953215Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/oE7eTDxhUiy2Wmpyv-_Pl3Oy","thread":null}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f60e-f6752b885715bb62','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f60e-f6752b885715bb62","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026","received_at":"2026-11-25T04:57:33.966203Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/3Z6PCPis4Brw4fCsJOHU9i3t","thread":null}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f601-06dfa0983121d840-76842c41a6158f2d','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-06T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f619-0998c48570e18ed9','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f619-0998c48570e18ed9","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026 by day","received_at":"2026-11-25T04:57:33.977053Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/mUnLZIVf5Wur-DgSVu0Ll1Z-","thread":null}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f60e-f6752b885715bb62-65d78b33ddc81014','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-08T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f624-f79866dbaad2df8c','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f624-f79866dbaad2df8c","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"1-7 Nov 2026","received_at":"2026-11-25T04:57:33.988535Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/dJZkpKkleab8EJ--c-lyW08G","thread":null}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f624-f79866dbaad2df8c-7075544376cc016a','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-24T22:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795582653000);
INSERT INTO "workflow_input" VALUES('01a21110f630-312700acefb48070','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a21110f630-312700acefb48070","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"9-15 Nov 2026","received_at":"2026-11-25T04:57:34.000159Z","command":"/billing","response_url":"http://127.0.0.1:36657/response/JRi5kI-X0DqKRJIa7jlcl5__","thread":null}}]},"kwargs":{}}',1795582654000);
INSERT INTO "workflow_input" VALUES('01a21110f601-06dfa0983121d840-answer','{"args":{"$tuple":["T0SANDBOX","01a21110f601-06dfa0983121d840"]},"kwargs":{}}',1795582657000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_output" VALUES('01a21110f5dd-43d4308d0ba95dfe','null',NULL,1795582653000);
INSERT INTO "workflow_output" VALUES('01a21110f601-06dfa0983121d840','null',NULL,1795582653000);
INSERT INTO "workflow_output" VALUES('01a21110f60e-f6752b885715bb62','null',NULL,1795582653000);
INSERT INTO "workflow_output" VALUES('01a21110f619-0998c48570e18ed9','null',NULL,1795582653000);
INSERT INTO "workflow_output" VALUES('01a21110f624-f79866dbaad2df8c','null',NULL,1795582653000);
INSERT INTO "workflow_output" VALUES('01a21110f601-06dfa0983121d840-76842c41a6158f2d','null',NULL,1795582657000);
CREATE TABLE workflow_schedules (
    schedule_id TEXT PRIMARY KEY,
    schedule_name TEXT NOT NULL UNIQUE,
    workflow_name TEXT NOT NULL,
    workflow_class_name TEXT,
    schedule TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
    context TEXT NOT NULL
, "last_fired_at" TEXT DEFAULT NULL, "automatic_backfill" BOOLEAN NOT NULL DEFAULT FALSE, "cron_timezone" TEXT DEFAULT NULL, "queue_name" TEXT DEFAULT NULL, "application_name" TEXT DEFAULT NULL);
CREATE TABLE workflow_status (
    workflow_uuid TEXT PRIMARY KEY,
    status TEXT,
    name TEXT,
    authenticated_user TEXT,
    assumed_role TEXT,
    authenticated_roles TEXT,
    request TEXT,
    output TEXT,
    error TEXT,
    executor_id TEXT,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    application_version TEXT,
    application_id TEXT,
    class_name TEXT DEFAULT NULL,
    config_name TEXT DEFAULT NULL,
    recovery_attempts INTEGER DEFAULT 0,
    queue_name TEXT,
    workflow_timeout_ms INTEGER,
    workflow_deadline_epoch_ms INTEGER,
    inputs TEXT,
    started_at_epoch_ms INTEGER,
    deduplication_id TEXT,
    priority INTEGER NOT NULL DEFAULT 0
, queue_partition_key TEXT, forked_from TEXT, "owner_xid" TEXT DEFAULT NULL, "parent_workflow_id" TEXT DEFAULT NULL, "serialization" TEXT DEFAULT NULL, "delay_until_epoch_ms" BIGINT DEFAULT NULL, "was_forked_from" BOOLEAN NOT NULL DEFAULT FALSE, "rate_limited" BOOLEAN NOT NULL DEFAULT FALSE, "completed_at" BIGINT, "attributes" TEXT, "schedule_name" TEXT, "debounce_deadline_epoch_ms" BIGINT DEFAULT NULL, "is_debounced" BOOLEAN NOT NULL DEFAULT FALSE, "application_name" TEXT DEFAULT NULL, "creator_xid" TEXT DEFAULT NULL);
INSERT INTO "workflow_status" VALUES('01a21110f5dd-43d4308d0ba95dfe','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582653000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582653000,'null',NULL,NULL,0,'slackbot','c6368a87-cd82-4cd5-aadf-2ba235afa995');
INSERT INTO "workflow_status" VALUES('01a21110f601-06dfa0983121d840','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582653000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582653000,'null',NULL,NULL,0,'slackbot','767a4285-77a1-4a36-9b7d-2a105e5e7cfd');
INSERT INTO "workflow_status" VALUES('01a21110f60e-f6752b885715bb62','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582653000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582653000,'null',NULL,NULL,0,'slackbot','d9d580ae-a7b3-4cb2-9067-bb76238a3295');
INSERT INTO "workflow_status" VALUES('01a21110f601-06dfa0983121d840-76842c41a6158f2d','SUCCESS','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582657000,'1',NULL,NULL,NULL,1,'lanes',NULL,NULL,NULL,1795582655000,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582657000,'null',NULL,NULL,0,'slackbot','e18da4dd-6487-4f59-b982-08d72a846fcd');
INSERT INTO "workflow_status" VALUES('01a21110f619-0998c48570e18ed9','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582653000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582653000,'null',NULL,NULL,0,'slackbot','07a8754e-cc77-46b9-9e2e-ca34b9b21fa9');
INSERT INTO "workflow_status" VALUES('01a21110f60e-f6752b885715bb62-65d78b33ddc81014','PENDING','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582657000,'1',NULL,NULL,NULL,1,'lanes',NULL,NULL,NULL,1795582657000,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,'bbdfb9df-0c95-4586-b07a-e3dcb0d38be4',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','da68adfa-e137-4ae8-b740-5ff5a7770006');
INSERT INTO "workflow_status" VALUES('01a21110f624-f79866dbaad2df8c','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582653000,1795582653000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795582653000,'null',NULL,NULL,0,'slackbot','6f8f1ab5-8b15-4b6e-8ab4-5a7ca3cbc666');
INSERT INTO "workflow_status" VALUES('01a21110f624-f79866dbaad2df8c-7075544376cc016a','ENQUEUED','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795582653000,1795582653000,'1',NULL,NULL,NULL,0,'lanes',NULL,NULL,NULL,NULL,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,NULL,NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','f07e42e7-3bc0-4459-952f-145a346f8e28');
INSERT INTO "workflow_status" VALUES('01a21110f630-312700acefb48070','PENDING','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582654000,1795582654000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'6a5e9fe3-0147-4cef-91ab-bdefb388c189',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','6a5e9fe3-0147-4cef-91ab-bdefb388c189');
INSERT INTO "workflow_status" VALUES('01a21110f601-06dfa0983121d840-answer','PENDING','deliver_answer',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795582657000,1795582657000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'0ab8da91-b6a4-4f02-9ab8-5707fab1b3f0',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','0ab8da91-b6a4-4f02-9ab8-5707fab1b3f0');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX flights_by_run ON flights (team_id, run_id);
CREATE INDEX tickets_by_run ON tickets (team_id, run_id);
CREATE INDEX questions_by_state ON questions (answered, question_id);
CREATE INDEX workflow_status_created_at_index ON workflow_status (created_at);
CREATE INDEX idx_workflow_topic ON notifications (destination_uuid, topic);
CREATE INDEX "idx_workflow_status_delayed" ON "workflow_status" ("delay_until_epoch_ms") WHERE status = 'DELAYED';
CREATE INDEX "idx_workflow_status_forked_from" ON "workflow_status" ("forked_from") WHERE "forked_from" IS NOT NULL;
CREATE INDEX "idx_workflow_status_parent_workflow_id" ON "workflow_status" ("parent_workflow_id") WHERE "parent_workflow_id" IS NOT NULL;
CREATE UNIQUE INDEX "uq_workflow_status_dedup_id" ON "workflow_status" ("queue_name", "deduplication_id") WHERE "deduplication_id" IS NOT NULL;
CREATE INDEX "idx_workflow_status_pending" ON "workflow_status" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "idx_workflow_status_failed" ON "workflow_status" ("status", "created_at") WHERE "status" IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
CREATE INDEX "idx_workflow_status_rate_limited" ON "workflow_status" ("queue_name", "started_at_epoch_ms") WHERE "rate_limited" = TRUE;
CREATE INDEX "idx_workflow_status_completed_at" ON "workflow_status" ("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "idx_workflow_status_started_at" ON "workflow_status" ("started_at_epoch_ms") WHERE "started_at_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_workflow_status_schedule_name" ON "workflow_status" ("schedule_name") WHERE "schedule_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_owner_version"
    ON application_versions ("application_name", "version_name")
    WHERE "application_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_unclaimed_version"
    ON application_versions ("version_name")
    WHERE "application_name" IS NULL;
CREATE INDEX idx_workflow_input_retention
    ON workflow_input (retention_timestamp);
CREATE INDEX idx_workflow_output_retention
    ON workflow_output (retention_timestamp);
CREATE INDEX idx_operation_outputs_retention
    ON operation_outputs (retention_timestamp);
CREATE INDEX "idx_workflow_status_in_flight_v2" ON "workflow_status" ("queue_name", "status", "priority", "created_at", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING');
CREATE INDEX "idx_workflow_status_partition_dequeue_v3" ON "workflow_status" ("queue_name", "status", "queue_partition_key", "priority", "created_at", "workflow_uuid", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING') AND "queue_partition_key" IS NOT NULL;
CREATE INDEX "idx_operation_outputs_completed_at_function_name_v2" ON "operation_outputs" ("completed_at_epoch_ms", "function_name", "application_name");
CREATE INDEX "idx_workflow_status_deadline" ON "workflow_status" ("workflow_deadline_epoch_ms") WHERE "status" IN ('ENQUEUED', 'PENDING', 'DELAYED') AND "workflow_deadline_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_application_versions_timestamp" ON "application_versions" ("version_timestamp" DESC);
CREATE INDEX "idx_application_versions_owner_timestamp" ON "application_versions" ("application_name", "version_timestamp" DESC);
COMMIT;
