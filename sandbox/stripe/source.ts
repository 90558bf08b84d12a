import type Stripe from 'stripe'
import { mergeAddress } from './billing-details'
import { invalidRequest, parameterMissing } from './error'
import { newId, randomText } from './id'
import { sepaFacts } from './instrument'
import { insertMandate } from './mandate'
import {
  addressField,
  anything,
  choice,
  clearable,
  currency,
  hash,
  integer,
  mergeMetadata,
  metadata,
  required,
  text,
} from './param'
import { type Route, route } from './route'
import { findIban } from './test-ibans'

/** Legacy sources; only `sepa_debit`, the one that bank accounts of the bucket API come in. */
export const sourceRoutes: Route[] = [
  route(
    'POST',
    '/v1/sources',
    {
      type: required(choice('sepa_debit')),
      amount: integer(),
      currency: currency(),
      flow: text(),
      mandate: anything(),
      metadata: metadata(),
      owner: hash({
        address: addressField,
        email: clearable(text()),
        name: clearable(text()),
        phone: clearable(text()),
      }),
      redirect: anything(),
      sepa_debit: hash({ iban: required(text()) }),
      statement_descriptor: text(),
      token: text(),
      usage: choice('reusable', 'single_use'),
    },
    ({ unit, params }) => {
      if (params.sepa_debit === undefined) throw parameterMissing('sepa_debit[iban]')
      const iban = findIban(params.sepa_debit.iban)
      if (iban === undefined) {
        throw invalidRequest('The IBAN you provided is invalid.', {
          code: 'invalid_bank_account_iban',
          param: 'sepa_debit[iban]',
        })
      }
      if (params.owner?.name == null) throw parameterMissing('owner[name]')
      if (params.currency !== undefined && params.currency !== 'eur') {
        throw invalidRequest('Sources of type sepa_debit only support the currency eur.', {
          param: 'currency',
        })
      }
      const id = newId('src')
      const { mandate, reference } = insertMandate(unit, id, { offline: {} })
      const { bank_code, branch_code, country, fingerprint, last4 } = sepaFacts(unit.account, iban)
      const source = {
        id,
        object: 'source',
        allow_redisplay: 'unspecified',
        amount: null,
        client_secret: `src_client_secret_${randomText(24)}`,
        created: unit.now,
        currency: 'eur',
        flow: 'none',
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        owner: {
          address: params.owner.address === undefined ? null : mergeAddress(null, params.owner.address),
          email: params.owner.email ?? null,
          name: params.owner.name,
          phone: params.owner.phone ?? null,
          verified_address: null,
          verified_email: null,
          verified_name: null,
          verified_phone: null,
        },
        sepa_debit: {
          bank_code,
          branch_code,
          country,
          fingerprint,
          last4,
          mandate_reference: reference,
          mandate_url: `${unit.engine.baseUrl()}/_sandbox/mandates/${mandate.id}`,
        },
        statement_descriptor: params.statement_descriptor ?? null,
        status: 'chargeable',
        type: 'sepa_debit',
        usage: 'reusable',
      } satisfies Stripe.Source
      unit.insert('source', source, { iban: iban.iban, mandate: mandate.id })
      unit.emit('source.chargeable', source)
      return source
    },
    { isPublic: true },
  ),
  route(
    'GET',
    '/v1/sources/:id',
    { client_secret: text() },
    async ({ unit, path }) => {
      return (await unit.require('source', path('id'))).data
    },
    { isPublic: true },
  ),
  route(
    'POST',
    '/v1/sources/:id',
    { metadata: metadata(), owner: anything(), mandate: anything() },
    async ({ unit, params, path }) => {
      const row = await unit.require('source', path('id'))
      return unit.update(row, { metadata: mergeMetadata(row.data.metadata, params.metadata) })
    },
  ),
]
