import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { baseFormWords } from '@/components/dashboard/form-words'
import { ChoiceForm, OWN } from '@/components/stripe-account/choice-form'
import { stripeAccountMessages, stripeAccountWords } from '@/components/stripe-account/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { openDashboard, peekDashboard, required } from '../../../../open'

type Props = { params: Promise<{ owner: string; brand: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: stripeAccountWords(page.words.locale)('brands') } : {}
}

/** Chooses the account that a brand is paid on, and says who stays where they are. */
export default async function BrandAccountPage({ params }: Props) {
  const { brand: brandId } = await params
  const { api, base, key, words, isAdmin } = await openDashboard(params, `/stripe/brands/${brandId}`)
  if (!isAdmin) notFound()
  const { brand, accounts, known } = await required(api.stripeAccount.brand({ ...key, brandId }))
  const t = stripeAccountWords(words.locale)
  const { errors } = stripeAccountMessages(words.locale)
  const own = { value: OWN, label: t('own'), description: t('choice.ownText') }
  const connected = accounts.map(({ id, name, chargesEnabled }) => ({
    value: id,
    label: name,
    ...(chargesEnabled ? {} : { description: t('choice.notReady'), disabled: true }),
  }))
  return (
    <Main width="narrow">
      <PageHeader
        title={t('choice.title', { name: brand.name })}
        back={{ href: `${base}/stripe`, label: t('back') }}
      />
      <Notice>
        {known.length === 0 ? (
          t('choice.nobody')
        ) : (
          <>
            {t('choice.stay')}
            <ul className="mt-1.5">
              {known.map(({ name, isOwn, count }) => (
                <li key={name ?? String(isOwn)} className="num">
                  {t('choice.stayOn', { count, name: isOwn ? t('own') : (name ?? t('choice.gone')) })}
                </li>
              ))}
            </ul>
          </>
        )}
      </Notice>
      <Card>
        <ChoiceForm
          ownerId={key.ownerId}
          brandId={brand.id}
          current={brand.accountId ?? OWN}
          options={[own, ...connected]}
          href={`${base}/stripe`}
          words={{
            ...baseFormWords(words, errors),
            legend: t('choice.legend'),
            submit: t('choice.submit'),
          }}
        />
      </Card>
    </Main>
  )
}
