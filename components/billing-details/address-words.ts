import type { Words } from '@/components/words'
import type { AddressWords } from './address-fields'

export const addressWords = ({ t }: Words): AddressWords => ({
  line1: t('details.line1'),
  line2: t('details.line2'),
  postcode: t('details.postcode'),
  city: t('details.city'),
  region: t('details.region'),
  country: t('details.country'),
  countryNone: t('details.countryNone'),
})
