using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Layers.Operations;

/// <summary>Element by element: arithmetic, comparisons, logic (https://keras.io/api/ops/numpy/). Shapes broadcast as NumPy's.</summary>
internal static class ElementOperations
{
    public static OperationKind[] Kinds { get; } =
    [
        Two("Add", (a, b) => a + b),
        Two("Subtract", (a, b) => a - b),
        Two("Multiply", (a, b) => a * b),
        Two("Divide", (a, b) => a / b),
        Two("TrueDivide", (a, b) => a / b),
        Two("FloorDivide", FloorDivide),
        Two("Mod", (a, b) => a - (b * FloorDivide(a, b))),
        Two("Power", Power),
        Two("Maximum", (a, b) => Like(a, b).maximum(Like(b, a))),
        Two("Minimum", (a, b) => Like(a, b).minimum(Like(b, a))),
        Two("Arctan2", (a, b) => OperationCall.AsFloat(a).atan2(OperationCall.AsFloat(b))),
        Two("Equal", (a, b) => a.eq(b)),
        Two("NotEqual", (a, b) => a.ne(b)),
        Two("Greater", (a, b) => a.gt(b)),
        Two("GreaterEqual", (a, b) => a.ge(b)),
        Two("Less", (a, b) => a.lt(b)),
        Two("LessEqual", (a, b) => a.le(b)),
        Two("LogicalAnd", (a, b) => Bool(a).logical_and(Bool(b))),
        Two("LogicalOr", (a, b) => Bool(a).logical_or(Bool(b))),
        Two("LogicalXor", (a, b) => Bool(a).logical_xor(Bool(b))),
        OperationKind.Numpy("Matmul", call => Matmul(call.Tensor(0, "x1"), call.Tensor(1, "x2"))),
        Same("Absolute", x => x.abs()),
        Same("Abs", x => x.abs()),
        Same("Negative", x => -x),
        Same("Square", x => x * x),
        Same("Sign", x => x.sign()),
        One("Sqrt", x => x.sqrt()),
        One("Reciprocal", x => x.reciprocal()),
        One("Exp", x => x.exp()),
        One("Exp2", x => (x * Math.Log(2)).exp()),
        One("Expm1", x => x.expm1()),
        One("Log", x => x.log()),
        One("Log1p", x => x.log1p()),
        One("Log2", x => x.log2()),
        One("Log10", x => x.log10()),
        One("Sin", x => x.sin()),
        One("Cos", x => x.cos()),
        One("Tan", x => x.tan()),
        One("Arcsin", x => x.asin()),
        One("Arccos", x => x.acos()),
        One("Arctan", x => x.atan()),
        One("Sinh", x => x.sinh()),
        One("Cosh", x => x.cosh()),
        One("Tanh", x => x.tanh()),
        One("Arcsinh", x => x.asinh()),
        One("Arccosh", x => x.acosh()),
        One("Arctanh", x => x.atanh()),
        One("Floor", x => x.floor()),
        One("Ceil", x => x.ceil()),
        OperationKind.Numpy("Round", Round),
        One("Isnan", x => x.isnan()),
        One("Isinf", x => x.isinf()),
        One("Isfinite", x => x.isfinite()),
        OperationKind.Numpy("LogicalNot", call => OperationCall.Each(Bool(call.X), x => x.logical_not())),
        Same("ZerosLike", x => zeros_like(x)),
        Same("OnesLike", x => ones_like(x)),
        OperationKind.Numpy("Clip", Clip),
        OperationKind.Numpy("Where", Where),
        OperationKind.Of("math", "Rsqrt", call => OperationCall.Each(call.Float, x => x.rsqrt())),
        OperationKind.Of("math", "Erf", call => OperationCall.Each(call.Float, x => x.erf())),
        OperationKind.Of("core", "Cast", Cast),
        OperationKind.Of("core", "StopGradient", call => call.X.detach()),
        OperationKind.TensorFlow("SquaredDifference", call => (call.Tensor(0, "x1") - call.Tensor(1, "x2")).square()),
        OperationKind.TensorFlow("DivideNoNan", DivideNoNan),
        OperationKind.TensorFlow("AddN", call => call.Tensors(0, "x").Aggregate((a, b) => a + b)),
    ];

    private static OperationKind One(string name, Func<Tensor, Tensor> function) => OperationKind.Numpy(name, call => OperationCall.Each(call.Float, function));

    // Whole numbers stay whole.
    private static OperationKind Same(string name, Func<Tensor, Tensor> function) => OperationKind.Numpy(name, call => OperationCall.Each(call.X, function));

    private static OperationKind Two(string name, Func<Tensor, Tensor, Tensor> function) =>
        OperationKind.Numpy(name, call => OperationCall.Each(call.Tensor(0, "x1"), call.Tensor(1, "x2"), function));

    private static Tensor Bool(Tensor x) => x.to_type(ScalarType.Bool);

    // A number beside a tensor takes its type; of two tensors the wider one wins.
    private static Tensor Like(Tensor x, Tensor other) =>
        x.dtype == other.dtype ? x
        : other.is_floating_point()
        && (!x.is_floating_point() || x.dim() == 0 || other.dtype == ScalarType.Float64 || (x.dtype != ScalarType.Float64 && other.dtype == ScalarType.Float32))
        && !(other.dim() == 0 && x.is_floating_point())
            ? x.to_type(other.dtype)
        : x;

    private static Tensor Matmul(Tensor a, Tensor b) => Like(a, b).Times(Like(b, a));

    private static Tensor FloorDivide(Tensor a, Tensor b)
    {
        var whole = !a.is_floating_point() && !b.is_floating_point();
        var quotient = (whole ? a.to_type(ScalarType.Float64) / b : a / b).floor();
        return whole ? quotient.to_type(ScalarType.Int64) : quotient;
    }

    private static Tensor Power(Tensor a, Tensor b) => a.pow(b);

    private static Tensor Round(OperationCall call)
    {
        var factor = Math.Pow(10, call.Int("decimals", 0));
        return OperationCall.Each(call.Float, x => factor == 1 ? x.round() : (x * factor).round() / factor);
    }

    private static Tensor Clip(OperationCall call)
    {
        var (low, high) = (call.Setting("x_min"), call.Setting("x_max"));
        var x = call.X;
        x = low is null ? x : Bounded(x, call.Tensor(low, "x_min"), (a, b) => a.maximum(b));
        return high is null ? x : Bounded(x, call.Tensor(high, "x_max"), (a, b) => a.minimum(b));
    }

    private static Tensor Bounded(Tensor x, Tensor bound, Func<Tensor, Tensor, Tensor> function)
    {
        // A bound that is no whole number makes whole numbers floats.
        var both = !x.is_floating_point() && bound.is_floating_point() ? x.to_type(bound.dtype) : x;
        return function(both, bound.to_type(both.dtype));
    }

    private static Tensor Where(OperationCall call)
    {
        var (a, b) = (call.Tensor(1, "x1"), call.Tensor(2, "x2"));
        var condition = Bool(call.Tensor(0, "condition"));
        return OperationCall.IsEmpty(condition) || OperationCall.IsEmpty(a) || OperationCall.IsEmpty(b)
            ? OperationCall.Each(condition, OperationCall.Each(a, b, (x, y) => Like(x, y) + Like(y, x)), (_, y) => y)
            : where(condition, Like(a, b), Like(b, a));
    }

    private static Tensor Cast(OperationCall call)
    {
        var name = call.Text("dtype", "float32");
        var target = DTypes.Of(name) ?? throw call.Refuse("dtype", new("layer.setting.numberType"), name);
        return target == ScalarType.Int64 && call.X.is_floating_point() ? OperationCall.Each(call.X, x => x.trunc().to_type(target)) : call.X.to_type(target);
    }

    private static Tensor DivideNoNan(OperationCall call)
    {
        var (a, b) = (call.Tensor(0, "x1"), call.Tensor(1, "x2"));
        return OperationCall.Each(a, b, (x, y) => where(y.eq(0), zeros_like(x / y), x / y));
    }
}
