package carrier

import (
	"net/http"
	"slices"
)

// listNumbers are the lines of the customer, with the webhooks they have now.
func (n *Network) listNumbers(r *http.Request) (any, *restError) {
	params, refusal := readParams(r, slices.Concat(pagingParams, []string{"PhoneNumber"})...)
	if refusal != nil {
		return nil, refusal
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	found := newestFirst(n.numbers, func(own Number) bool { return matches(params, "PhoneNumber", own.E164) })
	return page(r, "incoming_phone_numbers", found, func(own Number) string { return own.sid }, n.numberJSON), nil
}

// numberJSON is the line as Twilio shows it.
func (n *Network) numberJSON(own Number) any {
	return map[string]any{
		"sid": own.sid, "account_sid": n.cfg.AccountSID, "api_version": apiVersion, "uri": n.path("IncomingPhoneNumbers", own.sid) + ".json",
		"phone_number": own.E164, "friendly_name": own.E164, "status": "in-use", "origin": "hosted",
		"date_created": stamp(own.added), "date_updated": stamp(own.added),
		"capabilities": map[string]bool{"voice": true, "sms": true, "mms": false, "fax": false},
		"voice_url":    orNull(own.VoiceURL), "voice_method": http.MethodPost,
		"voice_fallback_url": orNull(own.VoiceFallbackURL), "voice_fallback_method": http.MethodPost,
		"sms_url": orNull(own.SMSURL), "sms_method": http.MethodPost, "sms_fallback_url": nil, "sms_fallback_method": http.MethodPost,
		"status_callback": orNull(own.StatusURL), "status_callback_method": http.MethodPost,
		"voice_application_sid": nil, "sms_application_sid": nil, "trunk_sid": nil,
	}
}
