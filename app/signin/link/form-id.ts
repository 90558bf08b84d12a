/** Ties the page's form to the script that sends it. */
export const LINK_FORM_ID = 'use-link'
