namespace MlOpsDashboard.Core.Datasets;

/// <summary>What a picture of a dataset version is for, as manifests name it.</summary>
public static class DatasetPart
{
    public const string Training = "training";
    public const string Validation = "validation";

    /// <summary>Kept away from every run: no job that trains is given these pictures.</summary>
    public const string Test = "test";

    /// <summary>The part that people mean by a word: <c>train</c>, <c>val</c>, <c>dev</c>, <c>holdout</c>, in any case; null where it names none.</summary>
    public static string? Named(string word) => word.Trim().ToLowerInvariant() switch
    {
        "train" or "training" or "trn" or "train_set" or "training_set" => Training,
        "val" or "valid" or "validation" or "dev" or "validate" or "val_set" or "validation_set" => Validation,
        "test" or "testing" or "tst" or "holdout" or "hold-out" or "test_set" => Test,
        _ => null,
    };
}
