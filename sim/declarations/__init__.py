"""What a parameter is, and all of them: levers, context, and the uncertainties beside the rules that read them."""
