/** Where people go who came to sign in and for nothing else; what they are decides where that is. */
export const HOME = '/home'
