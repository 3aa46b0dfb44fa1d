"""The codes of all refusals and faults: programs key on them, while the wording of messages may change.

``docs/errors.md`` is generated from here. One code stands for one kind of mistake, wherever it is made.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """What went wrong, as a name that stays: its value, the cause, and the remedy."""

    cause: str
    remedy: str

    def __new__(cls, value: str, cause: str, remedy: str) -> Code:
        member = str.__new__(cls, value)
        member._value_ = value
        member.cause = cause
        member.remedy = remedy
        return member

    @classmethod
    def named(cls, value: object) -> Code | None:
        """Return the code of this value; ``None`` for one of another version, which may have more."""
        return next((code for code in cls if code == value), None)

    # fmt: off

    # The request as a document over HTTP

    EMPTY_REQUEST = (
        "empty_request", "The request has no body.", "Send a SOAP 1.1 envelope.")
    REQUEST_TOO_LARGE = (
        "request_too_large", "The body has more bytes than are accepted.",
        "Send less at once, or raise the policy `max_body`.")
    TRUNCATED_REQUEST = (
        "truncated_request", "The body ends before its declared length, or its chunks are malformed.",
        "Send as many bytes as Content-Length says, or well-formed chunks.")
    UNKNOWN_LENGTH = (
        "unknown_length", "Content-Length is missing or is not a number.",
        "Send the number of bytes of the body, or send it in chunks.")
    UNSUPPORTED_ENCODING = (
        "unsupported_encoding", "The body has a Content-Encoding.", "Send the body without compression.")
    UNSUPPORTED_MEDIA_TYPE = (
        "unsupported_media_type", "The body has another Content-Type than the one that is accepted.",
        "Send the Content-Type that the message names.")
    UNKNOWN_CHARSET = (
        "unknown_charset", "The declared charset does not exist.", "Use utf-8.")
    CHARSET_MISMATCH = (
        "charset_mismatch", "The bytes are not in the declared charset.",
        "Declare the charset that the text is encoded in; without a declaration it is UTF-8.")
    DOCTYPE_NOT_ALLOWED = (
        "doctype_not_allowed", "The document has a DOCTYPE.", "Leave it out; entities are not accepted.")
    MALFORMED_XML = (
        "malformed_xml", "The text is not well-formed XML.",
        "Correct it at the line that the message names; write & as `&amp;` and < as `&lt;`.")
    MALFORMED_JSON = (
        "malformed_json", "The text is not JSON.", "Correct it at the place that the message names.")
    MALFORMED_YAML = (
        "malformed_yaml", "The text is not YAML.", "Correct it at the place that the message names.")
    UNSUPPORTED_YAML = (
        "unsupported_yaml", "A file uses a part of YAML that is not accepted, such as a tag or a second document.",
        "Write plain values, lists and mappings.")
    NESTED_TOO_DEEP = (
        "nested_too_deep", "Elements are nested deeper than is accepted.",
        "Write it flatter; for requests, the policy `max_depth` may be raised.")
    UNKNOWN_PATH = (
        "unknown_path", "Nothing is at this path.", "See the control API's `/_mock/openapi.json` for the paths.")
    METHOD_NOT_ALLOWED = (
        "method_not_allowed", "The path cannot be called with this HTTP method.",
        "Use a method that the header Allow names.")
    CROSS_ORIGIN = (
        "cross_origin", "A page of another site sent the request.",
        "Call the mock from a program, or from its own pages.")
    STALE_FORM = (
        "stale_form", "The form was not made by this server for this browser.", "Reload the page and send it again.")
    UNAUTHORIZED = (
        "unauthorized", "The server has an admin password, and the request has not.",
        "Log in as admin with HTTP Basic.")
    INTERNAL_ERROR = (
        "internal_error", "The mock itself failed.", "See the mock's log; this is a defect of the mock.")
    DATABASE_FAILED = (
        "database_failed", "The mock's database could not do its work: the disk is full, say, or the file is locked.",
        "See the reason in the message; send the request again when the database works.")

    # The request as SOAP

    SOAP_VERSION_MISMATCH = (
        "soap_version_mismatch", "The envelope is of SOAP 1.2.", "Send SOAP 1.1.")
    NOT_AN_ENVELOPE = (
        "not_an_envelope", "The document's element is no SOAP 1.1 Envelope.",
        "Put the operation in an Envelope with a Body, both in the namespace of SOAP 1.1.")
    NOT_ONE_OPERATION = (
        "not_one_operation", "The envelope has not exactly one Body with one operation in it.",
        "Send one operation with each request.")
    UNKNOWN_OPERATION = (
        "unknown_operation", "The element in the Body is the request of no operation.",
        "Use the request element that the WSDL gives for the operation.")
    NAMESPACE_MISMATCH = (
        "namespace_mismatch", "The operation is in another namespace than the endpoint's.",
        "Use the namespace that the endpoint's WSDL has, or call the endpoint that has this namespace.")
    SOAP_ACTION_MISMATCH = (
        "soap_action_mismatch", "The header SOAPAction names another operation than the body.",
        "Send the SOAPAction that the WSDL gives, or none.")
    LOGIN_MISSING = (
        "login_missing", "The request has no login in the place where the endpoint expects it.",
        "Send the API's user and password where the message says.")
    LOGIN_WRONG = (
        "login_wrong", "The user or the password is not the API's.",
        "Use the user and the password that the server was started with.")
    MISPLACED_ELEMENT = (
        "misplaced_element", "An element or a text stands where the operation does not look.",
        "Put it where the message says.")
    NO_MARKET_NAMED = (
        "no_market_named", "`events_GetByMarkets` names no market.", "Send the id of each market in markets/market/id.")

    # Values, wherever they are written

    UNKNOWN_FIELD = (
        "unknown_field", "There is no field of this name in this place.", "Use one of the names in the message.")
    MISSING_FIELD = (
        "missing_field", "A field that is required is missing.", "Send it.")
    REPEATED_FIELD = (
        "repeated_field", "A field stands more than once, but can stand only once.", "Send it once.")
    UNUSED_FIELD = (
        "unused_field", "The field has no effect beside the others.", "Leave it out, or choose what uses it.")
    INVALID_VALUE = (
        "invalid_value", "A value is not of the type that the field has.", "Send a value of the form in the message.")
    OUT_OF_RANGE = (
        "out_of_range", "A number or the length of a text is outside the limits.", "Send a value within them.")
    UNKNOWN_VALUE = (
        "unknown_value", "A value is not one of those that the field can have.",
        "Use one of the values in the message.")
    TEXT_EXPECTED = (
        "text_expected", "Fields or a list stand where a text is expected.", "Send a text.")
    FIELDS_EXPECTED = (
        "fields_expected", "A text stands where fields are expected.", "Send the fields that the message names.")
    UNPRINTABLE_TEXT = (
        "unprintable_text", "A text has characters that no XML document can hold.", "Leave them out.")
    NOTHING_SELECTED = (
        "nothing_selected", "The request does not say what it is about.", "Name at least one.")

    # Ids and references

    BLANK_ID = (
        "blank_id", "An id is nothing but white space.", "Send an id, or leave the element empty.")
    ID_TAKEN = (
        "id_taken", "The id belongs to another thing, and can belong to one only.", "Use an id that is free.")
    ID_NOT_CHANGEABLE = (
        "id_not_changeable", "A change of an object would give it another id.", "Edit the ID conversion table.")
    UNKNOWN_REFERENCE = (
        "unknown_reference", "Nothing with this id is known.", "Send the object with its own update operation first.")
    UNKNOWN_SIZE_TABLE = (
        "unknown_size_table", "No size with this size table was sent yet.", "Send its sizes with sizes_Update first.")
    AMBIGUOUS_ID = (
        "ambiguous_id", "Several things have this id, in different scopes.", "Say which is meant, as the message says.")
    UNKNOWN_OBJECT = (
        "unknown_object", "There is no such object.", "Use the id of an object that there is.")
    UNKNOWN_PART = (
        "unknown_part", "The object has no such part.", "Use one of the object's own parts.")
    UNKNOWN_TYPE = (
        "unknown_type", "There is no such type of object or event.", "Use one of the types in the message.")
    UNKNOWN_EVENT = (
        "unknown_event", "There is no event with this id.", "Use the id that the event itself has.")
    EVENT_NOT_QUEUED = (
        "event_not_queued", "The event is done or cancelled.", "Name events that are queued; an event is done once.")
    NO_EVENT_NAMED = (
        "no_event_named", "`events_Done` names no event.", "Send each id in an event element of its own.")
    UNKNOWN_EXCHANGE = (
        "unknown_exchange", "The journal has no such exchange.", "Use the id of an exchange that is kept.")
    UNKNOWN_ENTRY = (
        "unknown_entry", "The ID conversion table has no such entry.", "Use an entry that there is.")
    UNKNOWN_TENANT = (
        "unknown_tenant", "There is no tenant of this name.", "Use one that there is; a first call makes it.")
    NOT_REPLAYABLE = (
        "not_replayable", "The journal does not have the exchange as it was sent: it set a password.",
        "Send it with the client again.")
    CHANGED_MEANWHILE = (
        "changed_meanwhile", "The same thing was changed in the meantime.", "Read it again, then change it.")

    # Objects of updates

    NO_OBJECT_SENT = (
        "no_object_sent", "An update holds no object.", "Send each object where the message says.")
    REQUEST_UNDONE = (
        "request_undone", "An object failed, and the policy `failed_object` refuses the whole request.",
        "Correct the object, and send the request again.")
    READ_ONLY_FIELD = (
        "read_only_field", "Only Centra changes this field; the value was ignored.", "Leave it out.")
    ACCOUNT_NOT_ACTIVE = (
        "account_not_active", "An account that is not active, or has no buyer, would order.",
        "Send its status as active, and a buyer; or order for another account.")
    PRODUCT_NOT_ACTIVE = (
        "product_not_active", "A product or variation that is not active would be ordered.",
        "Send its status as active, or order another.")
    PRICE_ON_SIZE = (
        "price_on_size", "A price stands on a size.", "Put it on the product or the variation.")
    NAME_TAKEN = (
        "name_taken", "Two variations of a product have the same description.", "Give each its own.")
    SIZE_TABLE_FIXED = (
        "size_table_fixed", "A size table that is in use would change.", "Use a new size table, or a new variation.")
    SIZE_ADDED = (
        "size_added", "A size was added; this is no mistake.", "Nothing is to be done.")

    # Orders

    ORDER_NOT_CREATABLE = (
        "order_not_creatable", "An update names an order that does not exist.",
        "Update only orders that an event delivered; orders are made in Centra.")
    ORDER_CANCELED = (
        "order_canceled", "A canceled order would get another status.", "Leave its status.")
    ORDER_NOT_CONFIRMED = (
        "order_not_confirmed", "A pending order that has to be confirmed would be shipped.",
        "Confirm it first, with status confirmed; or set the policy `autoconfirm`.")
    ORDER_CAPTURED = (
        "order_captured", "An order, or a part of one, would be cancelled after its payment was captured.",
        "Make a refund of the shipment instead.")
    ORDER_STATUS_KEPT = (
        "order_status_kept", "An order cannot have the status that was sent, and keeps its own.",
        "Do what the message says is missing.")
    ORDER_LOCKED = (
        "order_locked", "The client has locked the order.", "Unlock it with orders_Update.")
    ORDER_HELD = (
        "order_held", "The order is on hold or waits for its payment: the API is not given it.",
        "Release it first, with release_order.")
    ORDER_NOT_HELD = (
        "order_not_held", "An order that nothing holds would be released.", "Nothing is to be done.")
    RETURN_NOT_PENDING = (
        "return_not_pending", "A return that is complete would be completed.", "Nothing is to be done.")
    UNKNOWN_ORDERITEM = (
        "unknown_orderitem", "The order or the shipment has no such orderitem.", "Use an orderitem of its products.")
    AMBIGUOUS_ROW = (
        "ambiguous_row", "Rows of several products, variations or sizes fit what names a row.",
        "Name the row by its orderitem, or by product, variation and size.")
    MISSING_ORDERITEMS = (
        "missing_orderitems", "No orderitem is named.", "Name at least one by orderitem and qty.")
    QUANTITY_TOO_LARGE = (
        "quantity_too_large", "More is asked for than is left.", "Ask for at most what the message says.")
    CANCELLATION_IS_FINAL = (
        "cancellation_is_final", "What is cancelled would be brought back.", "Send at least what is cancelled already.")
    SHIPMENT_IS_SHIPPED = (
        "shipment_is_shipped", "The products of a shipped shipment would change.", "Make another shipment.")
    SHIPMENT_NOT_SHIPPED = (
        "shipment_not_shipped", "Something would come back that did not go out.", "Ship it first.")
    PAYMENT_REFUSED = (
        "payment_refused", "The order's payment is set to refuse this.", "Place an order whose payment accepts it.")
    PAYMENT_NOT_POSSIBLE = (
        "payment_not_possible", "The payment is not one that this order or shipment can have.",
        "Choose another, as the message says.")
    AMOUNT_TOO_LARGE = (
        "amount_too_large", "The amount is more than there is.", "Use at most the amount in the message.")
    DELIVERY_WINDOW_NOT_POSSIBLE = (
        "delivery_window_not_possible", "The delivery window is not active, or does not hold the whole order.",
        "Choose another, or none.")
    NOTHING_TO_ORDER = (
        "nothing_to_order", "The catalogue has nothing that could be ordered, or an order has no lines.",
        "Send products and pricelists, and order at least one line.")
    MISSING_DATA = (
        "missing_data", "An object that this needs was not sent yet.", "Send it with the operation in the message.")
    MISSING_PRICE = (
        "missing_price", "The product has no price in this pricelist.", "Send one with pricelists_Update.")
    CURRENCY_MISMATCH = (
        "currency_mismatch", "Pricelist and order are in different currencies.", "Use a pricelist of the currency.")
    BUNDLE_NOT_PRICED = (
        "bundle_not_priced", "A bundle has a price of its own.", "Give the prices and discounts of its parts.")
    BUNDLE_NESTED = (
        "bundle_nested", "A part of a bundle has parts.", "Give parts to the bundle alone.")

    # Files, and what they say

    UNREADABLE_FILE = (
        "unreadable_file", "A file cannot be read.", "Check its name, its permissions and that it is UTF-8.")
    UNKNOWN_SCENE = (
        "unknown_scene", "There is no scene of this name.", "Use one of the names in the message, or a file.")
    UNKNOWN_STEP = (
        "unknown_step", "There is no step of this name.", "Use one of the steps in the message.")
    UNKNOWN_PARAMETER = (
        "unknown_parameter", "The scene has no such parameter.", "Use one that it declares; write $$ for a $ itself.")
    CIRCULAR_SCENE = (
        "circular_scene", "A scene is based on itself.", "Base it on another, or on none.")
    NOTHING_BEFORE_STEP = (
        "nothing_before_step", "A step is about an order or a shipment that no step before it made.",
        "Name one by its id, or have a step before this one make it.")
    INVALID_STATE = (
        "invalid_state", "The file is not a saved state of centra-mock.", "Load a file that `state save` wrote.")
    NO_TRAFFIC = (
        "no_traffic", "The file or folder holds no request and no answer of Centra's API.",
        "Give a HAR file, XML of requests or answers, or a folder of them.")
    INVALID_HAR = (
        "invalid_har", "The file is not an HTTP archive (HAR 1.2), or is damaged.",
        "Export it again; the message names the entry.")
    UNSUPPORTED_TRAFFIC = (
        "unsupported_traffic", "The file is in a format of traffic that is not read, or needs a library.",
        "Do what the message says: export HAR, or install the library.")
    UNKNOWN_RULE = (
        "unknown_rule", "There is no contract rule of this name.", "Use one of the rules in the message.")
    UNKNOWN_CLIENT = (
        "unknown_client", "A scenario has no client of this number.", "Use one that `clients` declares.")

    # The server and its settings

    UNKNOWN_POLICY = (
        "unknown_policy", "There is no policy of this name.", "Use one of the names in the message.")
    UNKNOWN_FAULT = (
        "unknown_fault", "There is no fault with this id or of this kind.", "Use one that there is.")
    INVALID_EXTENSION = (
        "invalid_extension", "The folder that extends the API has a mistake, or came too late.",
        "Correct the file at the line in the message; extend the API before anything else is imported.")
    INJECTED_FAULT = (
        "injected_fault", "A fault that was set for the call answered it.", "Take the fault back to call undisturbed.")
    SERVER_STARTED = (
        "server_started", "The server is started twice.", "Start another one.")
    SERVER_NOT_RUNNING = (
        "server_not_running", "The server has not started, or was stopped.",
        "Use it in a `with` block, or call `start()` first.")
    SERVER_STOPPED = (
        "server_stopped", "The server was stopped, and its database is closed.", "Use it before it stops.")
    ADDRESS_UNAVAILABLE = (
        "address_unavailable", "The server cannot listen on this host and port.", "Choose others; port 0 is any free.")
    CERTIFICATE_UNUSABLE = (
        "certificate_unusable", "The certificate for HTTPS, or its private key, cannot be used.",
        "Give a certificate and the key that belongs to it, as PEM files without a password.")
    FOREIGN_DATABASE = (
        "foreign_database", "The database holds tables of another program, or of another version of the mock.",
        "Use a new database.")
    DATABASE_UNAVAILABLE = (
        "database_unavailable", "The database cannot be opened.", "Check its path or URL and that it can be reached.")
    SERVER_UNREACHABLE = (
        "server_unreachable", "No centra-mock answers at this address.",
        "Start one with `centra-mock serve`, or name the right address.")

    # fmt: on
