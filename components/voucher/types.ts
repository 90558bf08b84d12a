import type { Outputs } from '@/server/trpc/caller'

export type Voucher = Outputs['owner']['voucher']['get']
export type VoucherUse = Outputs['owner']['voucher']['redemptions']['rows'][number]
