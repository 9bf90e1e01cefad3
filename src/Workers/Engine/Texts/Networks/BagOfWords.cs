using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Texts.Networks;

/// <summary>A network of texts that knows no order: (N, T) token ids with a mask to (N, width), the sum of their vectors over the root of their count. It is
/// made of Keras's own layers and operations, so that its file opens in Keras.</summary>
public static class BagOfWords
{
    /// <param name="rows">Token ids, from 0.</param>
    public static Network Build(int rows, int width, string name)
    {
        using var scope = NameScope.Begin();
        var ids = TextInputs.Create(TextInputs.TokenIds);
        var mask = TextInputs.Create(TextInputs.PaddingMask);
        var vectors = new Embedding(rows, width, name: "embeddings").Apply(ids);
        var real = OperationCalls.Of("Cast", mask, new() { ["dtype"] = "float32" });
        var count = OperationCalls.Of("Sum", real, new() { ["axis"] = 1, ["keepdims"] = true });
        var masked = new ArithmeticOperation("Multiply").Apply(vectors, OperationCalls.ExpandDims(real, -1));
        var sum = OperationCalls.Of("Sum", masked, new() { ["axis"] = 1, ["keepdims"] = false });
        // A text of padding alone is zeros.
        var root = OperationCalls.Of("Sqrt", new ArithmeticOperation("Maximum").Apply(count, 1));
        return new Network([ids, mask], [new ArithmeticOperation("Divide").Apply(sum, root)], name);
    }
}
