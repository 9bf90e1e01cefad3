using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Functions of Keras's ops on symbolic tensors, as a script writes them.</summary>
internal static class OperationCalls
{
    /// <param name="operation">Keras's class name, as <see cref="OperationTable"/> has it.</param>
    /// <param name="arguments">Positional, with placeholders where the inputs stand.</param>
    public static KerasTensor Call(string operation, IReadOnlyList<KerasTensor> inputs, JsonArray arguments, JsonObject? settings = null) =>
        new Operation(OperationTable.Find(operation)!, settings ?? [], NameScope.Current.Unique(NameScope.SnakeCase(operation))).Apply(
            inputs,
            new CallArguments(arguments, [])
        )[0];

    /// <summary>x[:, 0]: of each sample the first step.</summary>
    public static KerasTensor FirstStep(KerasTensor x) => Call("GetItem", [x], new JsonArray(CallArguments.Placeholder(0), new JsonArray(All(), 0)));

    /// <summary>expand_dims(x, axis).</summary>
    public static KerasTensor ExpandDims(KerasTensor x, int axis) => Of("ExpandDims", x, new JsonObject { ["axis"] = axis });

    /// <summary>A function of one tensor.</summary>
    /// <param name="settings">What the operation is made with; null for nothing.</param>
    public static KerasTensor Of(string operation, KerasTensor x, JsonObject? settings = null) =>
        Call(operation, [x], new JsonArray(CallArguments.Placeholder(0)), settings);

    private static JsonObject All() =>
        new()
        {
            ["class_name"] = "__slice__",
            ["config"] = new JsonObject
            {
                ["start"] = null,
                ["stop"] = null,
                ["step"] = null,
            },
        };
}
