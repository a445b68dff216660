
    // Do not modify this file by hand!
    // Re-generate this file by running lit-localize

    import {html} from 'lit';
    import {str} from '@lit/localize';

    /* eslint-disable no-irregular-whitespace */
    /* eslint-disable @typescript-eslint/no-explicit-any */

    export const templates = {
      's63d040e37887f17e': `Today`,
's5b4abc92ede53bc7': `Yesterday`,
's44ef1526bf1d8106': `Tomorrow`,
's89649937ddef97b1': str`${0}, ${1}`,
's07de37b46b85d46a': str`on ${0}`,
's26e7f344d64fabc3': `last night`,
's2a9283d35eded62d': `this morning`,
's9b82a8777a1b86a9': `this afternoon`,
'sf62146d886d56d49': `this evening`,
'sf7b58b0f58282281': `yesterday night`,
's493b98b84e1a3a0f': `yesterday morning`,
'sa4a23d18ba5e3397': `yesterday afternoon`,
's335be5d68638cd6f': `yesterday evening`,
'saaf8c874810ec1c0': str`on ${0} night`,
's6035920cf0bdbeb6': str`on ${0} morning`,
'sc04521897447cc6e': str`on ${0} afternoon`,
'se57f7a08b8db05e6': str`on ${0} evening`,
's332aadc40cf184b2': `under a minute`,
's44add38a493e53a5': str`${0} min`,
's672809d8ddbb4f27': str`${0} h ${1} min`,
's5adfaa506f84239a': `one: # minute | other: # minutes`,
'sdb96b7fed8bb2572': `one: # hour | other: # hours`,
's984a5e18d85b6d57': str`${0} ${1}`,
's84126fa92f00b4ef': `just now`,
'sefcf950b3cc4fc3b': `Language`,
's366bc5f40b116611': `This language could not be fetched. Connect to the network once, then choose it again.`,
'sfe51d42a62091956': `Celadon: the public record`,
'h879cca98a6122883': html`Last code, for ${0}`,
'ha5a07cfbcd8dea67': html`New code in ${0}`,
's75dfe521cab4c340': `Celadon for places`,
    };
  