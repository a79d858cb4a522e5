package care

// A Kind is a kind of service, from the pilot's own list.
type Kind string

// The kinds of service. Emergency help is no request: see Case.
const (
	Home     Kind = "home"     // daily care in the house
	Company  Kind = "company"  // a talk
	Safety   Kind = "safety"   // a visit to see that all is well
	Shopping Kind = "shopping" // escort
	Hospital Kind = "hospital" // escort
)

// Kinds are all kinds of service that can be asked for.
var Kinds = []Kind{Home, Company, Safety, Shopping, Hospital}
