namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>The operations a file may name, by Keras 3's class name (https://keras.io/api/ops/). What is not here is refused.</summary>
internal static class OperationTable
{
    private static readonly Dictionary<string, OperationKind> Table = new OperationKind[][]
    {
        ElementOperations.Kinds,
        ActivationOperations.Kinds,
        ReductionOperations.Kinds,
        ShapeOperations.Kinds,
        PictureOperations.Kinds,
    }
        .SelectMany(kinds => kinds)
        .ToDictionary(kind => kind.Name);

    /// <summary>In ordinal order.</summary>
    public static IEnumerable<string> Names => Table.Keys.Order(StringComparer.Ordinal);

    public static OperationKind? Find(string className) => Table.GetValueOrDefault(className);
}
