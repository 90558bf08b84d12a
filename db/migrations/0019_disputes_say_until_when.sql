ALTER TABLE "dispute" ADD COLUMN "stage" text;--> statement-breakpoint
ALTER TABLE "dispute" ADD COLUMN "evidence_due_at" timestamp with time zone;