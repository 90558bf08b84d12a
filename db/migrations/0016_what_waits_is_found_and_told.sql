CREATE INDEX "payment_method_expiry" ON "payment_method" USING btree ("owner_id",("exp_year" * 12 + "exp_month")) WHERE type = 'card' and status = 'active';--> statement-breakpoint
CREATE INDEX "invoice_waiting" ON "invoice" USING btree ("owner_id","id") WHERE status in ('open', 'draft');--> statement-breakpoint
CREATE INDEX "dispute_open" ON "dispute" USING btree ("owner_id","id") WHERE status = 'open';--> statement-breakpoint
-- Open dashboards are told by whichever process listens: whose business moved, once per transaction and owner.
CREATE FUNCTION tell_money_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('folio_money', moved.owner_id::text)
    FROM (SELECT DISTINCT owner_id FROM added
          WHERE split_part(type, '.', 1) IN ('payment', 'invoice', 'credit_note', 'subscription')) AS moved;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER event_tells_money_moved AFTER INSERT ON event
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tell_money_moved();
