/** Over https cookies are `Secure`, and named so that a browser takes them from nowhere else. */
export const isSecure = (appUrl: string): boolean => appUrl.startsWith('https:')

/** next-auth's name for the session cookie. */
export const sessionCookieName = (appUrl: string): string =>
  `${isSecure(appUrl) ? '__Secure-' : ''}next-auth.session-token`

/** next-auth's name for the cookie that a form's CSRF token is checked against. */
export const csrfCookieName = (appUrl: string): string =>
  `${isSecure(appUrl) ? '__Host-' : ''}next-auth.csrf-token`

/** Our own cookie, of a browser that came by a manage link. */
export const linkCookieName = (appUrl: string): string => `${isSecure(appUrl) ? '__Host-' : ''}folio.link`
