import { LinkTabs } from '@/components/ui/link-tabs'
import type { Locale } from '@/server/core/format'
import { taxWords } from './words'

/** The parts of the tax pages. */
export function TaxTabs({ base, locale }: { base: string; locale: Locale }) {
  const t = taxWords(locale)
  return (
    <div className="border-b">
      <LinkTabs
        label={t('tabs.label')}
        tabs={[
          { href: `${base}/tax`, label: t('tabs.check'), match: 'exact' },
          { href: `${base}/tax/countries`, label: t('tabs.countries') },
          { href: `${base}/tax/types`, label: t('tabs.types') },
          { href: `${base}/tax/rates`, label: t('tabs.rates') },
        ]}
      />
    </div>
  )
}
