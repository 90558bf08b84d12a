/** Keeps the address for "check your mail", out of the URL and so out of logs and histories. */
export const EMAIL_COOKIE = 'signin-email'

/** As long as the link works. */
export const EMAIL_COOKIE_SECONDS = 15 * 60
