CREATE TABLE "import_ref" (
	"owner_id" uuid NOT NULL,
	"source" text NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_ref_owner_id_source_kind_external_id_pk" PRIMARY KEY("owner_id","source","kind","external_id")
);
--> statement-breakpoint
CREATE TABLE "import_row" (
	"owner_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"seq" integer NOT NULL,
	"line" integer,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"status" text NOT NULL,
	"data" jsonb,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"subject_id" uuid,
	CONSTRAINT "import_row_owner_id_import_id_seq_pk" PRIMARY KEY("owner_id","import_id","seq")
);
--> statement-breakpoint
CREATE TABLE "import_run" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"source" jsonb NOT NULL,
	"status" text NOT NULL,
	"cursor" jsonb,
	"rows" integer DEFAULT 0 NOT NULL,
	"actor" text NOT NULL,
	"claimed_until" timestamp with time zone,
	"error" text,
	"confirmed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_run_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
ALTER TABLE "import_ref" ADD CONSTRAINT "import_ref_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_owner_id_import_id_import_run_owner_id_id_fk" FOREIGN KEY ("owner_id","import_id") REFERENCES "public"."import_run"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_run" ADD CONSTRAINT "import_run_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_ref_subject" ON "import_ref" USING btree ("owner_id","subject_id");--> statement-breakpoint
CREATE INDEX "import_row_external" ON "import_row" USING btree ("owner_id","import_id","kind","external_id");--> statement-breakpoint
CREATE INDEX "import_row_status" ON "import_row" USING btree ("owner_id","import_id","status","seq");--> statement-breakpoint
CREATE INDEX "import_run_open" ON "import_run" USING btree ("created_at") WHERE status in ('reading', 'checking', 'running');