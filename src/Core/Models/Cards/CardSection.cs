namespace MlOpsDashboard.Core.Models.Cards;

/// <summary>The sections of a model card, in their order.</summary>
public enum CardSection
{
    /// <summary>What people are to use it for, and for what not; nobody but a person can say that.</summary>
    Use,
    What,
    Data,
    Metrics,
    Limits,
}
