namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>An example of a report, with what is true of it and what the model said.</summary>
/// <param name="Name">Its path in the dataset.</param>
/// <param name="Truth">Null where all that are shown have the same, which is said elsewhere.</param>
/// <param name="IsRight">Null where an answer is neither right nor wrong.</param>
/// <param name="Sure">How sure the model was, from 0 to 1; null where that is not known.</param>
public sealed record JudgedExample(string Name, string? Truth, string Answer, bool? IsRight = null, double? Sure = null);
