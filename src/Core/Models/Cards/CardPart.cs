using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>A section of a card.</summary>
/// <param name="Facts">What the registry knows at this moment, a sentence each.</param>
/// <param name="Written">What people wrote, the newest first; what stands is the first.</param>
public sealed record CardPart(CardSection Section, IReadOnlyList<Refusal> Facts, IReadOnlyList<CardWords> Written)
{
    /// <summary>What stands; empty where nobody wrote anything.</summary>
    public string Text => Written.Count > 0 ? Written[0].Text : "";
}
