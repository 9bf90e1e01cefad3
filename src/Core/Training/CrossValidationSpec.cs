namespace MlOpsDashboard.Core.Training;

/// <summary>k-fold cross-validation: every picture is validated once, by a model that was not trained on it.</summary>
public sealed record CrossValidationSpec
{
    /// <summary>k, 2 to 20.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Whether every fold holds the classes in the proportions of the whole.</summary>
    public bool Stratified { get; init; } = true;
}
