import type { Metadata } from 'next'
import { Done } from '@/components/dashboard/done'
import { baseFormWords, formWords } from '@/components/dashboard/form-words'
import { SettingsForm } from '@/components/settings/settings-form'
import { settingsMessages, settingsWords } from '@/components/settings/words'
import { Card } from '@/components/ui/card'
import { Main } from '@/components/ui/container'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { type DashboardParams, one, openDashboard, peekDashboard, required, type Search } from '../../open'

type Props = { params: DashboardParams; searchParams: Search }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const page = await peekDashboard(params)
  return page ? { title: settingsWords(page.words.locale)('title') } : {}
}

/** What holds for all of an owner's books. */
export default async function SettingsPage({ params, searchParams }: Props) {
  const { api, base, key, mayWrite, words } = await openDashboard(params, '/settings')
  const [settings, search] = await Promise.all([required(api.settings.get(key)), searchParams])
  const { locale } = words
  const t = settingsWords(locale)
  const { form } = settingsMessages(locale)
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return (
    <Main width="narrow">
      <PageHeader title={t('title')} description={t('lead')} />
      <Done what={one(search.done)} locale={locale} />
      {!mayWrite && <Notice>{formWords(locale)('onlyLook')}</Notice>}
      <Card>
        <fieldset disabled={!mayWrite} className="min-w-0">
          <SettingsForm
            ownerId={key.ownerId}
            settings={settings}
            currencies={Intl.supportedValuesOf('currency').map((value) => ({
              value,
              label: `${value} – ${names.of(value) ?? value}`,
            }))}
            timezones={Intl.supportedValuesOf('timeZone')}
            path={`${base}/settings`}
            words={{ ...baseFormWords(words, form.errors), form }}
          />
        </fieldset>
      </Card>
    </Main>
  )
}
