namespace MlOpsDashboard.Core.Metrics;

/// <summary>Names of metrics, as Keras builds them.</summary>
public static class MetricNames
{
    public const string Loss = "loss";
    public const string ValLoss = ValidationPrefix + Loss;
    private const string ValidationPrefix = "val_";

    /// <summary>Whether it is of the validation data.</summary>
    public static bool IsValidation(string name) => name.StartsWith(ValidationPrefix, StringComparison.Ordinal);

    /// <summary>The same metric of the validation data.</summary>
    public static string Validation(string name) => IsValidation(name) ? name : ValidationPrefix + name;

    /// <summary>The same metric of the training data.</summary>
    public static string Training(string name) => IsValidation(name) ? name[ValidationPrefix.Length..] : name;

    /// <summary>Keras's <c>mode="auto"</c> (https://keras.io/api/callbacks/early_stopping/) where nothing but the name is known: larger for names that end in
    /// acc, accuracy or auc, else smaller.</summary>
    public static Direction DirectionOf(string name) =>
        name.EndsWith("acc", StringComparison.Ordinal) || name.EndsWith("accuracy", StringComparison.Ordinal) || name.EndsWith("auc", StringComparison.Ordinal)
            ? Direction.Larger
            : Direction.Smaller;
}
