import { NextResponse } from 'next/server'
import { signedInHome } from '@/server/auth/request'

export const dynamic = 'force-dynamic'

/** After a sign-in that was not on the way to some page: to where the person belongs. */
export async function GET(): Promise<Response> {
  // Relative, because the host may go by several names.
  return new NextResponse(null, { status: 303, headers: { Location: await signedInHome() } })
}
