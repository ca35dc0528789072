"""The web: a page, and any front end that speaks its protocol, over Socket.IO and HTTP.

Import `WebAdapter` from `botbridge_web.adapter`, `WebSettings` from `botbridge_web.config` (which loads no vendor).
"""
