package care

import (
	"errors"
	"regexp"

	"github.com/nyaruka/phonenumbers"
)

// services are the emergency services of China, with or without an area code
// before them: police, fire, ambulance, traffic, their lines for texts and on
// roads, rescue at sea and in forests, and what foreigners and old telephones
// dial. No carrier lets a program ring them, and who needs one must ring it.
var services = regexp.MustCompile(`^0*(10|2\d|[3-9]\d\d)?(110|119|120|122|12110|12119|12120|12122|12395|95119|112|911|999|000)$`)

// EmergencyService reports whether a number in E.164 form leads to an
// emergency service, here or in its own country.
func (p Phone) EmergencyService() bool {
	const longest = 12 // with the plus: a country of three digits, an area of three, a service of five
	if len(p) > longest {
		return false
	}
	n, err := phonenumbers.Parse(string(p), homeRegion)
	if err != nil {
		return false // the carrier refuses what is no number
	}
	return isService(n)
}

func isService(n *phonenumbers.PhoneNumber) bool {
	national := phonenumbers.GetNationalSignificantNumber(n)
	region := phonenumbers.GetRegionCodeForCountryCode(int(n.GetCountryCode()))
	return services.MatchString(national) || phonenumbers.IsEmergencyNumber(national, region) || phonenumbers.IsEmergencyNumber(national, homeRegion)
}

// errService is why an attempt is never made.
var errService = errors.New("the number leads to an emergency service, which no program may ring")
