/** Keeps who buys here for a day, out of reach of scripts and of every other page. */
export const sessionCookie = (slug: string, appUrl: string) =>
  ({
    name: 'folio.checkout',
    path: `/checkout/${slug}`,
    httpOnly: true,
    sameSite: 'lax',
    secure: appUrl.startsWith('https:'),
    maxAge: 24 * 60 * 60,
  }) as const
