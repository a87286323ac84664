-- 2026-11-25T01:07:28.390742+00:00
BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'slackbot','m001_channels_and_questions','2026-11-25 01:07:24.606444+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'slackbot','m002_claims_and_shared_jobs','2026-11-25 01:07:24.607399+00:00');
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('e2aef36c-596f-4806-85bf-48403fb965ff','1',1795568844000,1795568844000,'slackbot');
CREATE TABLE bots (
                team_id TEXT NOT NULL, channel_id TEXT NOT NULL, bot_id TEXT NOT NULL,
                name TEXT NOT NULL, linked_by TEXT NOT NULL, linked_at TEXT NOT NULL,
                is_default INTEGER NOT NULL,
                PRIMARY KEY (team_id, channel_id, bot_id)
            );
INSERT INTO "bots" VALUES('T0SANDBOX','C0SUPPORT','st-11111111-1a2b-5c3d-8e4f-111111111111','SupportBot','U0ANNA','2026-11-25T01:07:25.089503+00:00',1);
CREATE TABLE budgets (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, lane TEXT NOT NULL,
                calls TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, lane)
            );
INSERT INTO "budgets" VALUES('T0SANDBOX','c6afc711c602','bot:st-11111111-1a2b-5c3d-8e4f-111111111111','[1795568846.025476, 1795568846.530582, 1795568847.038985, 1795568847.543493, 1795568848.215795]');
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
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e4121-9c1a29aef3accdde:told','C0SUPPORT','',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e4183-1f91e83699ba04b6:parent','C0SUPPORT','1795568845.201753',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e418f-752941296b674c70:parent','C0SUPPORT','1795568845.207155',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e419e-fbb77e7bdca176af:parent','C0SUPPORT','1795568845.219855',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e41a9-8c1fb2cdd79ab5aa:parent','C0SUPPORT','1795568845.232044',1);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e41b5-a8e514635cc6f0a3:parent','C0SUPPORT',NULL,3);
INSERT INTO "deliveries" VALUES('T0SANDBOX','01a2103e4183-1f91e83699ba04b6:answer','C0SUPPORT',NULL,1);
CREATE TABLE executors (
                id TEXT NOT NULL PRIMARY KEY, seen_at DOUBLE PRECISION NOT NULL
            );
CREATE TABLE flights (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL, wanted_until BIGINT NOT NULL,
                PRIMARY KEY (team_id, connection, job_key)
            );
INSERT INTO "flights" VALUES('T0SANDBOX','c6afc711c602','71e5643be1aadaae04b02d7acfab5b5ef61a8b3c65272300bb1a50727ad7912c','01a2103e418f-752941296b674c70-71e5643be1aadaae',1795570345);
INSERT INTO "flights" VALUES('T0SANDBOX','c6afc711c602','656036ebf3c6c4c47eaa2f8f95977fa7b311aa98c40cb5fa678edd9dc8b83501','01a2103e41a9-8c1fb2cdd79ab5aa-656036ebf3c6c4c4',1795570345);
CREATE TABLE ledger (
                team_id TEXT NOT NULL, connection TEXT NOT NULL, bot_id TEXT NOT NULL,
                grain TEXT NOT NULL, start_at BIGINT NOT NULL, end_at BIGINT NOT NULL,
                session BIGINT, conversation BIGINT, request BIGINT, alert BIGINT, proactive BIGINT,
                fetched_at BIGINT NOT NULL, report_id TEXT NOT NULL,
                PRIMARY KEY (team_id, connection, bot_id, grain, start_at, end_at)
            );
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794092400,1794096000,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794096000,1794099600,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794099600,1794103200,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794103200,1794106800,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794106800,1794110400,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794110400,1794114000,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794114000,1794117600,6,4,30,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794117600,1794121200,14,10,68,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794121200,1794124800,29,21,143,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794124800,1794128400,49,35,209,1,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794128400,1794132000,43,31,186,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794132000,1794135600,48,34,213,1,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794135600,1794139200,37,27,159,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794139200,1794142800,32,23,135,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794142800,1794146400,33,24,162,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794146400,1794150000,39,28,174,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794150000,1794153600,49,35,203,1,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794153600,1794157200,39,28,163,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794157200,1794160800,31,22,140,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794160800,1794164400,16,12,73,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794164400,1794168000,10,7,47,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794168000,1794171600,4,3,16,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794171600,1794175200,0,0,0,0,0,1795568846,'121242');
INSERT INTO "ledger" VALUES('T0SANDBOX','c6afc711c602','st-11111111-1a2b-5c3d-8e4f-111111111111','hour',1794175200,1794178800,0,0,0,0,0,1795568846,'121242');
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
INSERT INTO "operation_outputs" VALUES('01a2103e4121-9c1a29aef3accdde',1,'manage_channel','null',NULL,NULL,1795568845095,1795568845184,'slackbot_json','slackbot',1795568845000);
INSERT INTO "operation_outputs" VALUES('01a2103e4183-1f91e83699ba04b6',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.201753"},"note":""}}',NULL,NULL,1795568845192,1795568845203,'slackbot_json','slackbot',1795568845000);
INSERT INTO "operation_outputs" VALUES('01a2103e418f-752941296b674c70',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.207155"},"note":""}}',NULL,NULL,1795568845201,1795568845209,'slackbot_json','slackbot',1795568845000);
INSERT INTO "operation_outputs" VALUES('01a2103e419e-fbb77e7bdca176af',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":"day","week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.219855"},"note":""}}',NULL,NULL,1795568845217,1795568845220,'slackbot_json','slackbot',1795568845000);
INSERT INTO "operation_outputs" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa',1,'open_thread','{"$model":"Opened","value":{"query":{"period":{"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.232044"},"note":""}}',NULL,NULL,1795568845229,1795568845232,'slackbot_json','slackbot',1795568845000);
CREATE TABLE outcomes (
                team_id TEXT NOT NULL, run_id TEXT NOT NULL, outcome TEXT NOT NULL,
                PRIMARY KEY (team_id, run_id)
            );
INSERT INTO "outcomes" VALUES('T0SANDBOX','01a2103e4183-1f91e83699ba04b6-c15bb97263f22f83','{"$model":"Usage","value":{"job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"},"buckets":[{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-07T23:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T00:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T01:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T02:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T03:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T04:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T05:00:00Z","counts":{"session":6,"request":30,"alert":0,"proactive":0,"conversation":4}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T06:00:00Z","counts":{"session":14,"request":68,"alert":0,"proactive":0,"conversation":10}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T07:00:00Z","counts":{"session":29,"request":143,"alert":0,"proactive":0,"conversation":21}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T08:00:00Z","counts":{"session":49,"request":209,"alert":1,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T09:00:00Z","counts":{"session":43,"request":186,"alert":0,"proactive":0,"conversation":31}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T10:00:00Z","counts":{"session":48,"request":213,"alert":1,"proactive":0,"conversation":34}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T11:00:00Z","counts":{"session":37,"request":159,"alert":0,"proactive":0,"conversation":27}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T12:00:00Z","counts":{"session":32,"request":135,"alert":0,"proactive":0,"conversation":23}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T13:00:00Z","counts":{"session":33,"request":162,"alert":0,"proactive":0,"conversation":24}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T14:00:00Z","counts":{"session":39,"request":174,"alert":0,"proactive":0,"conversation":28}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T15:00:00Z","counts":{"session":49,"request":203,"alert":1,"proactive":0,"conversation":35}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T16:00:00Z","counts":{"session":39,"request":163,"alert":0,"proactive":0,"conversation":28}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T17:00:00Z","counts":{"session":31,"request":140,"alert":0,"proactive":0,"conversation":22}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T18:00:00Z","counts":{"session":16,"request":73,"alert":0,"proactive":0,"conversation":12}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T19:00:00Z","counts":{"session":10,"request":47,"alert":0,"proactive":0,"conversation":7}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T20:00:00Z","counts":{"session":4,"request":16,"alert":0,"proactive":0,"conversation":3}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T21:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}},{"bot_id":"st-11111111-1a2b-5c3d-8e4f-111111111111","start":"2026-11-08T22:00:00Z","counts":{"session":0,"request":0,"alert":0,"proactive":0,"conversation":0}}],"report_ids":["121242"],"fetched_at":"2026-11-25T01:07:26.025479Z","from_ledger":false,"restated":[]}}');
CREATE TABLE questions (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, until_at BIGINT NOT NULL,
                payload TEXT NOT NULL, answered BIGINT NOT NULL,
                PRIMARY KEY (team_id, question_id)
            );
INSERT INTO "questions" VALUES('T0SANDBOX','01a2103e4183-1f91e83699ba04b6',1795570345,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a2103e4183-1f91e83699ba04b6","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"8 Nov 2026","received_at":"2026-11-25T01:07:25.187846Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/moraZTTkGyOJ9QX4tetopDYb"},"opened":{"query":{"period":{"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.201753"},"note":""},"until":"2026-11-25T01:32:25.187846Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a2103e418f-752941296b674c70',1795570345,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a2103e418f-752941296b674c70","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026","received_at":"2026-11-25T01:07:25.199925Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/sDtiqrvefNVLGYshoo_BGhKg"},"opened":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.207155"},"note":""},"until":"2026-11-25T01:32:25.199925Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a2103e419e-fbb77e7bdca176af',1795570345,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a2103e419e-fbb77e7bdca176af","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026 by day","received_at":"2026-11-25T01:07:25.214520Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/DWs2c-T-SkrR9Wr30mnRFSFW"},"opened":{"query":{"period":{"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":"day","week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.219855"},"note":""},"until":"2026-11-25T01:32:25.214520Z"}}',0);
INSERT INTO "questions" VALUES('T0SANDBOX','01a2103e41a9-8c1fb2cdd79ab5aa',1795570345,'{"$model":"OpenQuestion","value":{"ask":{"id":"01a2103e41a9-8c1fb2cdd79ab5aa","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"1-7 Nov 2026","received_at":"2026-11-25T01:07:25.225813Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/0A_qkbjZ86LavWwHvSPvMXg1"},"opened":{"query":{"period":{"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","zone":"Europe/Berlin"},"stated":true,"running":false,"bots":[],"all_bots":false,"units":[],"grouping":null,"week_start":"monday","comparison":null,"top":null,"csv":false,"private":false,"fresh":false,"other_readings":[],"corrections":[]},"bots":[{"id":"st-11111111-1a2b-5c3d-8e4f-111111111111","name":"SupportBot","linked_by":"U0ANNA","is_default":true}],"jobs":[{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"}],"thread":{"channel":"C0SUPPORT","ts":"1795568845.232044"},"note":""},"until":"2026-11-25T01:32:25.225813Z"}}',0);
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
INSERT INTO "queues" VALUES('9E71BA36CE8A13596706A25271E8D311','lanes',NULL,NULL,NULL,NULL,1,1,0.2,1795568844000,1795568844801,'slackbot',1,NULL,NULL,NULL);
CREATE TABLE requests (
                team_id TEXT NOT NULL, request_hash TEXT NOT NULL, question_id TEXT NOT NULL,
                PRIMARY KEY (team_id, request_hash)
            );
INSERT INTO "requests" VALUES('T0SANDBOX','b7930a425959c423f0df6c32e58e4045007cce59047d5088750d4f1920fa67c4','01a2103e4121-9c1a29aef3accdde');
INSERT INTO "requests" VALUES('T0SANDBOX','63dfce41516029a143c8cb239387a4bf2f0110576e9f6a82cc496a6a1a8d1367','01a2103e4183-1f91e83699ba04b6');
INSERT INTO "requests" VALUES('T0SANDBOX','801ae1602c83b87341c649787b76a657156c42608a60b320ada71f4cbf31219c','01a2103e418f-752941296b674c70');
INSERT INTO "requests" VALUES('T0SANDBOX','0026135de6dcc66072fbf7a93e6ab06a385d12ec2bc546df873976f392f54b54','01a2103e419e-fbb77e7bdca176af');
INSERT INTO "requests" VALUES('T0SANDBOX','87d7adc4a10fefcb6e8a1e9f895eaa64072cd6890f76ce5b5d65ddb71c246f58','01a2103e41a9-8c1fb2cdd79ab5aa');
INSERT INTO "requests" VALUES('T0SANDBOX','0bca49063a6fdcf6fa8a71d13cce4f1f5f2004789462bf757661379ed2a15c72','01a2103e41b5-a8e514635cc6f0a3');
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE tickets (
                team_id TEXT NOT NULL, question_id TEXT NOT NULL, job_key TEXT NOT NULL,
                run_id TEXT NOT NULL,
                PRIMARY KEY (team_id, question_id, job_key)
            );
INSERT INTO "tickets" VALUES('T0SANDBOX','01a2103e4183-1f91e83699ba04b6','c15bb97263f22f835d8bca929bd87ff670a7b05b95a8b6b82346b907b52a47a9','01a2103e4183-1f91e83699ba04b6-c15bb97263f22f83');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a2103e418f-752941296b674c70','71e5643be1aadaae04b02d7acfab5b5ef61a8b3c65272300bb1a50727ad7912c','01a2103e418f-752941296b674c70-71e5643be1aadaae');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a2103e419e-fbb77e7bdca176af','71e5643be1aadaae04b02d7acfab5b5ef61a8b3c65272300bb1a50727ad7912c','01a2103e418f-752941296b674c70-71e5643be1aadaae');
INSERT INTO "tickets" VALUES('T0SANDBOX','01a2103e41a9-8c1fb2cdd79ab5aa','656036ebf3c6c4c47eaa2f8f95977fa7b311aa98c40cb5fa678edd9dc8b83501','01a2103e41a9-8c1fb2cdd79ab5aa-656036ebf3c6c4c4');
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
INSERT INTO "workflow_input" VALUES('01a2103e4121-9c1a29aef3accdde','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e4121-9c1a29aef3accdde","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"link st-11111111-1a2b-5c3d-8e4f-111111111111 as SupportBot","received_at":"2026-11-25T01:07:25.089503Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/sI5W60OQvU_5UuxKlHyyzqrc"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e4183-1f91e83699ba04b6','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e4183-1f91e83699ba04b6","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"8 Nov 2026","received_at":"2026-11-25T01:07:25.187846Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/moraZTTkGyOJ9QX4tetopDYb"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e418f-752941296b674c70','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e418f-752941296b674c70","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026","received_at":"2026-11-25T01:07:25.199925Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/sDtiqrvefNVLGYshoo_BGhKg"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e4183-1f91e83699ba04b6-c15bb97263f22f83','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-07T23:00:00Z","end":"2026-11-08T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e418f-752941296b674c70-71e5643be1aadaae','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-11-15T23:00:00Z","end":"2026-11-22T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e419e-fbb77e7bdca176af','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e419e-fbb77e7bdca176af","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"16-22 Nov 2026 by day","received_at":"2026-11-25T01:07:25.214520Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/DWs2c-T-SkrR9Wr30mnRFSFW"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e41a9-8c1fb2cdd79ab5aa","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"1-7 Nov 2026","received_at":"2026-11-25T01:07:25.225813Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/0A_qkbjZ86LavWwHvSPvMXg1"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa-656036ebf3c6c4c4','{"args":{"$tuple":[{"$model":"UsageRequest","value":{"team":"T0SANDBOX","job":{"account":false,"bot_ids":["st-11111111-1a2b-5c3d-8e4f-111111111111"],"start":"2026-10-31T23:00:00Z","end":"2026-11-07T23:00:00Z","grain":"hour"},"fresh":false}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e41b5-a8e514635cc6f0a3','{"args":{"$tuple":[{"$model":"Ask","value":{"id":"01a2103e41b5-a8e514635cc6f0a3","team":"T0SANDBOX","channel":"C0SUPPORT","user":"U0ANNA","text":"9-15 Nov 2026","received_at":"2026-11-25T01:07:25.237242Z","command":"/billing","response_url":"http://127.0.0.1:42679/response/aAlGVSFgt4DO92dc9_iH8AnZ"}}]},"kwargs":{}}',1795568845000);
INSERT INTO "workflow_input" VALUES('01a2103e4183-1f91e83699ba04b6-answer','{"args":{"$tuple":["T0SANDBOX","01a2103e4183-1f91e83699ba04b6"]},"kwargs":{}}',1795568848000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_output" VALUES('01a2103e4121-9c1a29aef3accdde','null',NULL,1795568845000);
INSERT INTO "workflow_output" VALUES('01a2103e4183-1f91e83699ba04b6','null',NULL,1795568845000);
INSERT INTO "workflow_output" VALUES('01a2103e418f-752941296b674c70','null',NULL,1795568845000);
INSERT INTO "workflow_output" VALUES('01a2103e419e-fbb77e7bdca176af','null',NULL,1795568845000);
INSERT INTO "workflow_output" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa','null',NULL,1795568845000);
INSERT INTO "workflow_output" VALUES('01a2103e4183-1f91e83699ba04b6-c15bb97263f22f83','null',NULL,1795568848000);
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
INSERT INTO "workflow_status" VALUES('01a2103e4121-9c1a29aef3accdde','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568845000,'null',NULL,NULL,0,'slackbot','ee81fed5-4eaf-4612-8210-1a2099d58df9');
INSERT INTO "workflow_status" VALUES('01a2103e4183-1f91e83699ba04b6','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568845000,'null',NULL,NULL,0,'slackbot','a77fd842-6406-4ba8-ba50-06f6fd3a78eb');
INSERT INTO "workflow_status" VALUES('01a2103e418f-752941296b674c70','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568845000,'null',NULL,NULL,0,'slackbot','19d88f3c-cfa6-4f76-ade3-dc3a4929a605');
INSERT INTO "workflow_status" VALUES('01a2103e4183-1f91e83699ba04b6-c15bb97263f22f83','SUCCESS','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568848000,'1',NULL,NULL,NULL,1,'lanes',NULL,NULL,NULL,1795568846000,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568848000,'null',NULL,NULL,0,'slackbot','b91edc17-e402-4aef-8577-7cf5e56e2c9b');
INSERT INTO "workflow_status" VALUES('01a2103e418f-752941296b674c70-71e5643be1aadaae','PENDING','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568848000,'1',NULL,NULL,NULL,1,'lanes',NULL,NULL,NULL,1795568848000,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,'fbbc9b1c-eb86-4d0a-82dd-910908e3ef9a',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','714362d6-0728-45cc-848c-7f0076aa473c');
INSERT INTO "workflow_status" VALUES('01a2103e419e-fbb77e7bdca176af','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568845000,'null',NULL,NULL,0,'slackbot','a33ba014-e874-4d7d-9a62-115d3a54f5a2');
INSERT INTO "workflow_status" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa','SUCCESS','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'slackbot_json',NULL,0,0,1795568845000,'null',NULL,NULL,0,'slackbot','65eb1b95-26ce-428f-b2f7-fdc5066314b8');
INSERT INTO "workflow_status" VALUES('01a2103e41a9-8c1fb2cdd79ab5aa-656036ebf3c6c4c4','ENQUEUED','fetch_usage',NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795568845000,1795568845000,'1',NULL,NULL,NULL,0,'lanes',NULL,NULL,NULL,NULL,NULL,0,'bot:st-11111111-1a2b-5c3d-8e4f-111111111111',NULL,NULL,NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','f98fd616-b7e2-4975-a83f-e2b68d298984');
INSERT INTO "workflow_status" VALUES('01a2103e41b5-a8e514635cc6f0a3','PENDING','handle_ask',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568845000,1795568845000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'807fa2a0-10d3-45a3-a7b8-67d98598ea08',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','807fa2a0-10d3-45a3-a7b8-67d98598ea08');
INSERT INTO "workflow_status" VALUES('01a2103e4183-1f91e83699ba04b6-answer','PENDING','deliver_answer',NULL,NULL,NULL,NULL,NULL,NULL,'local',1795568848000,1795568848000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'0319c7a3-598a-4b56-953b-c38668dcf4b4',NULL,'slackbot_json',NULL,0,0,NULL,'null',NULL,NULL,0,'slackbot','0319c7a3-598a-4b56-953b-c38668dcf4b4');
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
