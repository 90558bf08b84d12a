import { redirect } from 'next/navigation'
import { enterByLink } from '@/server/auth/request'

type Context = { params: Promise<{ token: string }> }

/** A manage link: opens the portal of its customer in this browser. It may be used again while it lasts. */
export async function GET(_request: Request, { params }: Context): Promise<never> {
  const { token } = await params
  redirect((await enterByLink(token)) ?? '/manage')
}
