using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Reviews;

/// <param name="Rule">Such as <c>minimum</c>, <c>classes</c>, <c>leaks</c>.</param>
/// <param name="HasPassed">Null where it waits for people.</param>
/// <param name="Said">What was wanted and what is, with numbers.</param>
public sealed record RuleResult(string Rule, bool? HasPassed, Refusal Said);
