ALTER TABLE "payment" ALTER COLUMN "attempt_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payment" ALTER COLUMN "payment_method_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payment" ALTER COLUMN "stripe_payment_intent_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "draft_items" jsonb;--> statement-breakpoint
ALTER TABLE "invoice" ADD COLUMN "overdue_notices" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "source" text DEFAULT 'stripe' NOT NULL;--> statement-breakpoint
ALTER TABLE "payment" ADD COLUMN "reference" text;--> statement-breakpoint
ALTER TABLE "refund" ADD COLUMN "credit_note_id" uuid;--> statement-breakpoint
CREATE INDEX "invoice_due" ON "invoice" USING btree ("due_at") WHERE status = 'open';--> statement-breakpoint
ALTER TABLE "payment" ADD CONSTRAINT "payment_source" CHECK (("payment"."source" = 'stripe') = ("payment"."attempt_id" is not null and "payment"."payment_method_id" is not null
        and "payment"."stripe_payment_intent_id" is not null));--> statement-breakpoint
-- That a customer was told of an overdue invoice is no change of the invoice.
CREATE OR REPLACE FUNCTION refuse_invoice_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  settlement CONSTANT text[] :=
    ARRAY['status', 'amount_paid', 'amount_credited', 'paid_at', 'voided_at', 'overdue_notices'];
BEGIN
  IF OLD.status = 'draft' THEN
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'invoice % is final and cannot be deleted', OLD.number;
  END IF;
  IF NEW.status = 'draft' OR (to_jsonb(NEW) - settlement) IS DISTINCT FROM (to_jsonb(OLD) - settlement) THEN
    RAISE EXCEPTION 'invoice % is final and cannot be changed', OLD.number;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
-- A credit note is as final as an invoice; what Stripe refuses to give back may still turn into credit.
CREATE FUNCTION refuse_credit_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'credit note % is final and cannot be deleted', OLD.number;
  END IF;
  IF (to_jsonb(NEW) - ARRAY['refunded', 'credited']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['refunded', 'credited']) THEN
    RAISE EXCEPTION 'credit note % is final and cannot be changed', OLD.number;
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER credit_note_final BEFORE UPDATE OR DELETE ON credit_note
  FOR EACH ROW EXECUTE FUNCTION refuse_credit_note_change();
--> statement-breakpoint
CREATE FUNCTION refuse_credit_note_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the lines of a credit note are final';
END $$;
--> statement-breakpoint
CREATE TRIGGER credit_note_line_final BEFORE UPDATE OR DELETE ON credit_note_line
  FOR EACH ROW EXECUTE FUNCTION refuse_credit_note_line_change();
