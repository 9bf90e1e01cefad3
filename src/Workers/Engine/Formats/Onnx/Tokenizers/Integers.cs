namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>Operators on int64 tensors [texts, places]; truth is 1 or 0.</summary>
/// <param name="zeros">int64 [texts, 1].</param>
internal sealed class Integers(OnnxGraph graph, string zeros)
{
    public OnnxGraph Graph => graph;

    public string Zeros => zeros;

    /// <summary>The same in a body of a loop.</summary>
    public Integers In(OnnxGraph body) => new(body, zeros);

    public string Add(string a, string b) => graph.Add("Add", [a, b]);

    public string Subtract(string a, string b) => graph.Add("Sub", [a, b]);

    public string Multiply(string a, string b) => graph.Add("Mul", [a, b]);

    public string And(string a, params ReadOnlySpan<string> others)
    {
        foreach (var other in others)
            a = Multiply(a, other);
        return a;
    }

    public string Not(string a) => Subtract(graph.Whole(1), a);

    public string Is(string a, string b) => Number(graph.Add("Equal", [a, b]));

    public string IsAbove(string a, string b) => Number(graph.Add("Greater", [a, b]));

    public string Choose(string truth, string then, string otherwise) => graph.Add("Where", [Truth(truth), then, otherwise]);

    public string Truth(string a) => graph.Add("Cast", [a], ("to", OnnxElementType.Bool));

    public string Number(string a) => graph.Add("Cast", [a], ("to", OnnxElementType.Int64));

    /// <summary>Of a table, the row that each number names.</summary>
    public string Look(long[] table, string at) => graph.Add("Gather", [graph.WholeTable(table, table.Length), at]);

    /// <summary>The places from <paramref name="from"/> to before <paramref name="to"/>, which counts from the end where it is below 0.</summary>
    public string Places(string a, long from, long to = int.MaxValue) => graph.Add("Slice", [a, graph.Wholes(from), graph.Wholes(to), graph.Wholes(1)]);

    public string Beside(params string[] parts) => graph.Add("Concat", parts, ("axis", 1));

    /// <summary>What stands a place later, at each place; 0 at the last.</summary>
    public string Next(string a) => Beside(Places(a, 1), zeros);

    /// <summary>What stands a place before, at each place; 0 at the first.</summary>
    public string Before(string a) => Places(Beside(zeros, a), 0, -1);

    public string RunningSum(string a) => graph.Add("CumSum", [a, graph.Whole(1)]);

    /// <summary>[texts, 1].</summary>
    public string Sum(string a) => graph.Add("ReduceSum", [a, graph.Wholes(1)], ("keepdims", 1));

    /// <summary>The largest of all, [1].</summary>
    public string Largest(string a) => graph.Add("Reshape", [graph.Add("ReduceMax", [a], ("keepdims", 0)), graph.Wholes(1)]);

    /// <summary>0, 1, ... to before a number [1].</summary>
    public string Range(string count) => graph.Add("Range", [graph.Whole(0), graph.Add("Squeeze", [count]), graph.Whole(1)]);

    /// <summary>[texts, places] of one number.</summary>
    public string Filled(string value, string places) =>
        graph.Add("Expand", [value, graph.Add("Concat", [graph.Add("Shape", [zeros], ("end", 1)), places], ("axis", 0))]);

    /// <summary>At each place, what <paramref name="a"/> has at the place that is named there.</summary>
    public string At(string a, string places) => graph.Add("GatherElements", [a, places], ("axis", 1));

    /// <summary>Puts numbers at the places that are named for each; what is to go nowhere is named for place <paramref name="width"/>.</summary>
    /// <param name="width">Places that there are, [1].</param>
    /// <param name="fill">What stands where nothing is put.</param>
    public string Put(string values, string places, string width, string fill, bool adds = false)
    {
        var room = Filled(fill, Add(width, graph.Wholes(1)));
        var put = graph.Add("ScatterElements", [room, places, values], ("axis", 1), ("reduction", adds ? "add" : "none"));
        return graph.Add("Slice", [put, graph.Wholes(0), width, graph.Wholes(1)]);
    }
}
