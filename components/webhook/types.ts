import type { Outputs } from '@/server/trpc/caller'

type Owner = Outputs['owner']['webhook']

export type Webhook = Owner['get']
export type WebhookEvent = Owner['events'][number]
export type Delivery = Owner['deliveries']['rows'][number]
export type DeliveryDetail = Owner['delivery']
