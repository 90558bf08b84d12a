ALTER TABLE "customer" ADD COLUMN "stripe_account" text;--> statement-breakpoint
ALTER TABLE "owner" ADD COLUMN "house_customer_id" uuid;--> statement-breakpoint
ALTER TABLE "stripe_account" ADD COLUMN "charges_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stripe_account" ADD COLUMN "details_submitted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "stripe_account" ADD COLUMN "disconnected_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "customer_stripe_account" ON "customer" USING btree ("owner_id","stripe_account") WHERE stripe_account is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "owner_house_customer" ON "owner" USING btree ("house_customer_id");
--> statement-breakpoint
-- A customer stays on the Stripe account that it was first known at: whoever writes its name there writes this too.
CREATE FUNCTION note_stripe_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT coalesce(s.stripe_id, 'own') INTO NEW.stripe_account FROM brand b
    LEFT JOIN stripe_account s ON s.owner_id = b.owner_id AND s.id = b.stripe_account_id
    WHERE b.owner_id = NEW.owner_id AND b.id = NEW.brand_id;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER customer_stripe_account BEFORE INSERT OR UPDATE ON customer FOR EACH ROW
  WHEN (NEW.stripe_customer_id IS NOT NULL AND NEW.stripe_account IS NULL) EXECUTE FUNCTION note_stripe_account();
--> statement-breakpoint
UPDATE customer c SET stripe_account = coalesce(s.stripe_id, 'own') FROM brand b
  LEFT JOIN stripe_account s ON s.owner_id = b.owner_id AND s.id = b.stripe_account_id
  WHERE b.owner_id = c.owner_id AND b.id = c.brand_id AND c.stripe_customer_id IS NOT NULL;
--> statement-breakpoint
-- Accounts that were connected by hand are in use.
UPDATE stripe_account SET charges_enabled = true, details_submitted = true;
--> statement-breakpoint
-- Until now an owner was known to the house by its e-mail address.
UPDATE owner o SET house_customer_id = (
    SELECT c.id FROM customer c JOIN owner h ON h.id = c.owner_id AND h.is_house
    WHERE lower(c.email) = lower(o.email) ORDER BY c.id LIMIT 1)
  WHERE NOT o.is_house;
