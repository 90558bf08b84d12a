CREATE TABLE "clock_run" (
	"owner_id" uuid PRIMARY KEY NOT NULL,
	"from_at" timestamp with time zone NOT NULL,
	"target_at" timestamp with time zone NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"steps" integer DEFAULT 0 NOT NULL,
	"actor" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"claimed_until" timestamp with time zone,
	"error" text
);
--> statement-breakpoint
ALTER TABLE "clock_run" ADD CONSTRAINT "clock_run_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "event_time" ON "event" USING btree ("owner_id","at","id");--> statement-breakpoint
CREATE INDEX "event_actor" ON "event" USING btree ("owner_id","actor","at","id") WHERE actor <> 'system';--> statement-breakpoint
CREATE INDEX "event_noun" ON "event" USING btree ("owner_id",split_part("type", '.', 1),"at","id") WHERE split_part(type, '.', 1) not in ('invoice', 'payment', 'subscription');