CREATE TABLE "feature" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_owner_id_id_pk" PRIMARY KEY("owner_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_feature" (
	"owner_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"feature_id" uuid NOT NULL,
	"limit_count" integer,
	CONSTRAINT "plan_feature_owner_id_plan_id_feature_id_pk" PRIMARY KEY("owner_id","plan_id","feature_id")
);
--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "external_reference" text;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "status" text DEFAULT 'new' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "type" text DEFAULT 'individual' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "billing_type" text DEFAULT 'card' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "standard_tax_rate_ppm" integer;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "digital_tax_rate_ppm" integer;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "invoice_format" text DEFAULT 'pdf' NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "marketing_opt_in" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "per_seat" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "free" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "user_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "standalone_trial" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "plan" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "type" text DEFAULT 'fixed_price' NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "recurring" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "public" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "price" ADD COLUMN "external_reference" text;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "external_reference" text;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "physical" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "tax_rate_ppm" integer;--> statement-breakpoint
ALTER TABLE "feature" ADD CONSTRAINT "feature_owner_id_owner_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."owner"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_owner_id_plan_id_plan_owner_id_id_fk" FOREIGN KEY ("owner_id","plan_id") REFERENCES "public"."plan"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_feature" ADD CONSTRAINT "plan_feature_owner_id_feature_id_feature_owner_id_id_fk" FOREIGN KEY ("owner_id","feature_id") REFERENCES "public"."feature"("owner_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "feature_code" ON "feature" USING btree ("owner_id","code");