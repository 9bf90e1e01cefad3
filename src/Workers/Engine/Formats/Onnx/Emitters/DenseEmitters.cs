namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Emitters;

/// <summary>Products with a kernel: Dense and Embedding.</summary>
internal static class DenseEmitters
{
    public static (string Name, Emitter Emitter)[] Layers { get; } = [("Dense", Dense), ("EinsumDense", Einsum), ("Embedding", Embedding)];

    private static IReadOnlyList<OnnxValue> Dense(LayerCall call)
    {
        var x = call.ToLast(call.AsFloat(call.Input));
        var bias = call.Find("bias");
        var product = x with { Shape = call.OutputShape };
        product = product with
        {
            Name =
                x.Rank == 2 && bias is not null
                    ? call.Graph.Add("Gemm", [x.Name, call.Weight("kernel"), call.Weight(bias)])
                    : Biased(call, call.Graph.Add("MatMul", [x.Name, call.Weight("kernel")]), call.OptionalWeight("bias")),
        };
        return [ActivationEmitters.OfConfig(call, product)];
    }

    private static IReadOnlyList<OnnxValue> Einsum(LayerCall call)
    {
        var equation = call.Config.Text("equation").Replace(" ", "", StringComparison.Ordinal);
        var bias = call.OptionalWeight("bias");
        if (bias.Length > 0 && equation.EndsWith("...", StringComparison.Ordinal))
        {
            throw call.Refuse(new("onnx.expected.equation"), equation);
        }

        var product = Biased(call, call.Graph.Add("Einsum", [call.Last(call.Input), call.Weight("kernel")], ("equation", equation)), bias);
        return [ActivationEmitters.OfConfig(call, new OnnxValue(product, call.OutputShape))];
    }

    private static IReadOnlyList<OnnxValue> Embedding(LayerCall call)
    {
        var numbers = call.Cast(call.Last(call.Input), OnnxElementType.Int64);
        return [new OnnxValue(call.Graph.Add("Gather", [call.Weight("embeddings"), numbers]), call.OutputShape)];
    }

    internal static string Biased(LayerCall call, string product, string bias) => bias.Length == 0 ? product : call.Graph.Add("Add", [product, bias]);
}
