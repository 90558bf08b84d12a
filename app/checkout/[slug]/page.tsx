import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { addressWords } from '@/components/billing-details/address-words'
import { countryOptions } from '@/components/billing-details/countries'
import { Bought } from '@/components/checkout/bought'
import { BuyerForm } from '@/components/checkout/buyer-form'
import { BuyerLines } from '@/components/checkout/buyer-lines'
import { publicPayWords, stripeFormOf } from '@/components/checkout/pay-words'
import { PublicPayForm } from '@/components/checkout/public-pay-form'
import { DraftSum } from '@/components/invoice/sum'
import type { CheckoutPage, CheckoutSession } from '@/components/portal/types'
import { ButtonLink } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { PageHeader } from '@/components/ui/page-header'
import { type Words, wordsFor } from '@/components/words'
import { settings } from '@/server/env'
import { readLocale } from '../../locale'
import { messagesFor } from '../../messages'
import { answer, orNotFound, publicCaller } from '../../public-caller'
import { PublicFrame } from '../../public-frame'
import { orderAgain, pay, sayWhoBuys, startSetup } from './actions'
import { sessionCookie } from './session-cookie'

type Props = {
  params: Promise<{ slug: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params
  const { checkout } = await publicCaller()
  const found = await answer(checkout.view({ slug }))
  return 'value' in found ? { title: { absolute: `${found.value.name} · ${found.value.brand.name}` } } : {}
}

/** Where somebody without an account buys: who, then how, then thanks. */
export default async function CheckoutPageOf({ params, searchParams }: Props) {
  const { slug } = await params
  const { checkout } = await publicCaller()
  const session = (await cookies()).get(sessionCookie(slug, settings().appUrl).name)?.value
  const mine = session ? await answer(checkout.session({ slug, session })) : null
  const seen = mine && 'value' in mine ? mine.value : null
  const page = seen ?? (await orNotFound(checkout.view({ slug })))
  const words = wordsFor(await readLocale(), page.timeZone)
  const edits = (await searchParams).edit !== undefined
  return (
    <PublicFrame seller={page} words={words}>
      <Main width="narrow">
        {seen?.bill && !isUnpaid(seen.bill) ? (
          <Bought
            bill={seen.bill}
            email={seen.buyer?.email ?? null}
            again={seen.isPermanent ? orderAgain.bind(null, slug) : null}
            words={words}
          />
        ) : (
          <Sale page={page} session={seen} mode={edits ? 'edit' : 'buy'} words={words} />
        )}
      </Main>
    </PublicFrame>
  )
}

/** Begun, and left at the bank's question: another card may take its place. */
const isUnpaid = (bill: NonNullable<CheckoutSession['bill']>): boolean =>
  bill.status === 'open' && bill.payment === 'requires_action'

type SaleProps = {
  page: CheckoutPage | CheckoutSession
  session: CheckoutSession | null
  mode: 'edit' | 'buy'
  words: Words
}

function Sale({ page, session, mode, words }: SaleProps) {
  const { t } = words
  const isBuyerKnown = 'isBuyerKnown' in page ? page.isBuyerKnown : page.buyer === null
  const buyer = session?.buyer ?? null
  const asks = !isBuyerKnown && (buyer === null || mode === 'edit')
  return (
    <>
      <PageHeader title={page.name} description={t('checkout.soldBy', { brand: page.brand.name })} />
      <Card id="order" title={t('checkout.order')}>
        <DraftSum draft={page.sum} totalLabel={asks ? t('sum.total') : t('sum.dueToday')} words={words} />
        {asks && <p className="mt-2 text-sm text-ink-3">{t('checkout.taxLater')}</p>}
        {page.hasPlans && <p className="mt-2 text-sm text-ink-3">{t('choose.terms')}</p>}
      </Card>
      {asks ? (
        <Card id="details" title={t('checkout.details')}>
          <BuyerForm
            buyer={buyer}
            countries={countryOptions(words.locale)}
            save={sayWhoBuys.bind(null, page.slug)}
            doneHref={`/checkout/${page.slug}`}
            words={buyerWords(words)}
          />
        </Card>
      ) : (
        <>
          {buyer && (
            <Card
              id="details"
              title={t('checkout.details')}
              aside={
                <ButtonLink
                  href={`/checkout/${page.slug}?edit`}
                  size="sm"
                  aria-label={t('checkout.changeLabel')}
                  prefetch={false}
                >
                  {t('checkout.change')}
                </ButtonLink>
              }
            >
              <BuyerLines buyer={buyer} words={words} />
            </Card>
          )}
          <Payment page={page} session={session} words={words} />
        </>
      )}
    </>
  )
}

function Payment({ page, session, words }: Omit<SaleProps, 'mode'>) {
  const { t, money } = words
  const { amountDue, currency } = page.sum
  const amount = money(amountDue, currency)
  return (
    <Card id="payment" title={t('checkout.payment')}>
      <PublicPayForm
        stripe={stripeFormOf(page, { currency, billing: session?.buyer ?? null }, words)}
        due={amountDue}
        setup={startSetup.bind(null, page.slug)}
        pay={pay.bind(null, page.slug)}
        words={publicPayWords(words, {
          sentence: amountDue > 0 ? t('checkout.sentence', { amount }) : t('checkout.free'),
          submit: amountDue > 0 ? t('choose.pay', { amount }) : t('checkout.freeSubmit'),
        })}
      />
    </Card>
  )
}

function buyerWords(words: Words) {
  const { t, problems } = words
  return {
    ...problems,
    email: t('checkout.email'),
    emailHint: t('checkout.emailHint'),
    name: t('details.name'),
    company: t('details.company'),
    vat: t('details.vat'),
    vatHint: t('details.vatHint'),
    submit: t('checkout.continue'),
    fix: t('details.fix'),
    optional: messagesFor(words.locale).ui.optional,
    address: addressWords(words),
    errors: {
      email: t('checkout.errors.email'),
      country: t('checkout.errors.country'),
      vatNumber: t('details.errors.vatNumber'),
      default: t('details.errors.default'),
    },
  }
}
