using MediatR;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Core.Reviews;

/// <summary>Gives an alias new rules, under the next number; the earlier ones are kept.</summary>
/// <param name="Number">Of the rules that the person saw; others in between refuse these.</param>
public sealed record SetAliasRules(ModelId Model, string Alias, AliasRules Rules, int Number, string Reason) : IRequest<Outcome>, IGuarded
{
    public Needs Needs => Needs.AdministerIn(Model);
}
