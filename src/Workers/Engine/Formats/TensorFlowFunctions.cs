using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Layers.Operations;

namespace MlOpsDashboard.Workers.Engine.Formats;

/// <summary>Which function of TensorFlow, or of Keras 2's backend, is which operation of Keras 3, by its name without its module
/// (https://www.tensorflow.org/api_docs/python/tf).</summary>
internal static class TensorFlowFunctions
{
    public static IReadOnlyDictionary<string, Func<TensorFlowCall, TranslatedOperation>> Table { get; } =
        Rules().ToDictionary(rule => rule.Name, rule => rule.Translate);

    private static IEnumerable<(string Name, Func<TensorFlowCall, TranslatedOperation> Translate)> Rules()
    {
        (string Functions, string ClassName)[] unary =
        [
            ("abs", "Absolute"),
            ("negative neg", "Negative"),
            ("square", "Square"),
            ("sqrt", "Sqrt"),
            ("rsqrt", "Rsqrt"),
            ("exp", "Exp"),
            ("expm1", "Expm1"),
            ("log", "Log"),
            ("log1p", "Log1p"),
            ("sin", "Sin"),
            ("cos", "Cos"),
            ("tan", "Tan"),
            ("asin", "Arcsin"),
            ("acos", "Arccos"),
            ("atan", "Arctan"),
            ("sinh", "Sinh"),
            ("cosh", "Cosh"),
            ("tanh", "Tanh"),
            ("asinh", "Arcsinh"),
            ("acosh", "Arccosh"),
            ("atanh", "Arctanh"),
            ("floor", "Floor"),
            ("ceil", "Ceil"),
            ("round rint", "Round"),
            ("sign", "Sign"),
            ("reciprocal inv", "Reciprocal"),
            ("erf", "Erf"),
            ("sigmoid", "Sigmoid"),
            ("relu6", "Relu6"),
            ("selu", "Selu"),
            ("softplus", "Softplus"),
            ("softsign", "Softsign"),
            ("log_sigmoid", "LogSigmoid"),
            ("logical_not", "LogicalNot"),
            ("is_nan", "Isnan"),
            ("is_inf", "Isinf"),
            ("is_finite", "Isfinite"),
            ("identity stop_gradient", "StopGradient"),
            ("hard_sigmoid", "HardSigmoidOfKeras2"),
            ("exponential", "Exp"),
            ("batch_flatten", "BatchFlatten"),
            ("rgb_to_grayscale", "RGBToGrayscale"),
            ("per_image_standardization", "PerImageStandardization"),
            ("shape", "Shape"),
            ("add_n", "AddN"),
        ];
        (string Functions, string ClassName)[] binary =
        [
            ("add add_v2", "Add"),
            ("subtract sub", "Subtract"),
            ("multiply mul", "Multiply"),
            ("truediv divide div realdiv", "TrueDivide"),
            ("floordiv", "FloorDivide"),
            ("floormod mod", "Mod"),
            ("pow", "Power"),
            ("maximum", "Maximum"),
            ("minimum", "Minimum"),
            ("squared_difference", "SquaredDifference"),
            ("divide_no_nan", "DivideNoNan"),
            ("atan2", "Arctan2"),
            ("equal eq", "Equal"),
            ("not_equal ne", "NotEqual"),
            ("greater", "Greater"),
            ("greater_equal", "GreaterEqual"),
            ("less", "Less"),
            ("less_equal", "LessEqual"),
            ("logical_and and", "LogicalAnd"),
            ("logical_or or", "LogicalOr"),
            ("logical_xor xor", "LogicalXor"),
            ("scalar_mul", "Multiply"),
            ("bias_add", "Add"),
        ];
        (string Functions, string ClassName)[] reductions =
        [
            ("reduce_mean mean", "Mean"),
            ("reduce_sum sum", "Sum"),
            ("reduce_max max", "Max"),
            ("reduce_min min", "Min"),
            ("reduce_prod prod", "Prod"),
            ("reduce_any any", "Any"),
            ("reduce_all all", "All"),
            ("reduce_std std", "Std"),
            ("reduce_variance var", "Var"),
            ("reduce_logsumexp logsumexp", "Logsumexp"),
            ("reduce_euclidean_norm", "EuclideanNorm"),
        ];
        (string Functions, Func<TensorFlowCall, TranslatedOperation> Translate)[] others =
        [
            ("relu", Relu),
            ("elu", call => Op("Elu", [call.First], ("alpha", call.Number("alpha", 1)))),
            ("leaky_relu", call => Op("LeakyRelu", [call.First], ("negative_slope", call.Number("alpha", 0.2)))),
            ("gelu", call => Op("Gelu", [call.First], ("approximate", call.Flag("approximate")))),
            (
                "silu swish",
                call => call.Number("beta", 1) == 1 ? Op("Silu", [call.First]) : throw call.Refuse(new("formats.expected.beta"), call.Argument("beta"))
            ),
            ("softmax softmax_v2", call => Op("Softmax", [call.First], ("axis", call.Argument("axis", "dim") ?? -1))),
            ("log_softmax", call => Op("LogSoftmax", [call.First], ("axis", call.Argument("axis", "dim") ?? -1))),
            ("zeros_like", call => Like(call, "ZerosLike")),
            ("ones_like", call => Like(call, "OnesLike")),
            (
                "l2_normalize",
                call =>
                    Op("Normalize", [call.First], ("axis", call.Argument("axis", "dim")), ("order", 2), ("epsilon", Math.Sqrt(call.Number("epsilon", 1e-12))))
            ),
            (
                "local_response_normalization lrn",
                call =>
                    Op(
                        "LocalResponseNormalization",
                        [call.First],
                        ("depth_radius", call.Argument("depth_radius")),
                        ("bias", call.Argument("bias")),
                        ("alpha", call.Argument("alpha")),
                        ("beta", call.Argument("beta"))
                    )
            ),
            ("cast saturate_cast to_float", call => Op("Cast", [call.First], ("dtype", call.Argument("dtype") ?? "float32"))),
            ("matmul dot", Matmul),
            ("argmax", call => Position(call, "Argmax")),
            ("argmin", call => Position(call, "Argmin")),
            (
                "cumsum",
                call =>
                    call.Flag("exclusive") || call.Flag("reverse")
                        ? throw call.Refuse(new("formats.expected.plainSum"), new Refusal("formats.received.exclusiveOrReverse"))
                        : Op("Cumsum", [call.First], ("axis", call.Argument("axis") ?? 0))
            ),
            (
                "clip_by_value clip",
                call =>
                    Op("Clip", [call.First], ("x_min", call.Argument("clip_value_min", "min_value")), ("x_max", call.Argument("clip_value_max", "max_value")))
            ),
            ("where where_v2 select", call => Op("Where", [call.First, call.Need("x", "t"), call.Need("y", "e")])),
            ("one_hot", OneHot),
            ("reshape", call => Op("Reshape", [call.First], ("newshape", call.Need("shape")))),
            (
                "transpose permute_dimensions",
                call =>
                    call.Flag("conjugate")
                        ? throw call.Refuse(new("formats.expected.realNumbers"), true)
                        : Op("Transpose", [call.First], ("axes", call.Argument("perm", "pattern")))
            ),
            ("expand_dims", call => Op("ExpandDims", [call.First], ("axis", call.Argument("axis", "dim") ?? -1))),
            (
                "squeeze",
                call =>
                    Op(
                        "Squeeze",
                        [call.First],
                        ("axis", call.Argument("axis", "squeeze_dims") is JsonArray { Count: 0 } or null ? null : call.Argument("axis", "squeeze_dims"))
                    )
            ),
            ("concat concatenate", call => Op("Concatenate", [call.First], ("axis", call.Argument("axis") ?? -1))),
            ("stack", call => Op("Stack", [call.First], ("axis", call.Argument("axis") ?? 0))),
            ("pad", Pad),
            ("spatial_2d_padding", Margins),
            ("tile", call => Op("Tile", [call.First], ("repeats", call.Need("multiples", "n")))),
            ("repeat", call => Op("Repeat", [call.First], ("repeats", call.Need("repeats")), ("axis", call.Argument("axis")))),
            ("repeat_elements", call => Op("Repeat", [call.First], ("repeats", call.Need("rep")), ("axis", call.Need("axis")))),
            ("split", Split),
            (
                "unstack",
                call =>
                {
                    call.Ignore("num");
                    return Op("Unstack", [call.First], ("num", null), ("axis", call.Argument("axis") ?? 0));
                }
            ),
            ("gather", Gather),
            ("reverse", call => Op("Flip", [call.First], ("axis", call.Need("axis", "axes")))),
            ("flip_left_right", call => Op("Flip", [call.First], ("axis", -2))),
            ("flip_up_down", call => Op("Flip", [call.First], ("axis", -3))),
            ("grayscale_to_rgb", call => Op("Repeat", [call.First], ("repeats", 3), ("axis", -1))),
            ("roll", call => Op("Roll", [call.First], ("shift", call.Need("shift")), ("axis", call.Need("axis")))),
            ("getitem", call => Op("GetItem", [call.First, call.Need("slice_spec")])),
            ("slice", Slice),
            ("crop_to_bounding_box", Crop),
            ("resize resize_images", Resize),
            ("depth_to_space", call => Channels(call, "DepthToSpace")),
            ("space_to_depth", call => Channels(call, "SpaceToDepth")),
            ("max_pool max_pool2d", call => Pool(call, "MaxPool")),
            ("avg_pool avg_pool2d", call => Pool(call, "AveragePool")),
            (
                "einsum",
                call =>
                    Op(
                        "Einsum",
                        call.Need("inputs") is JsonArray list ? [.. list.Select(part => part?.DeepClone())] : [call.Argument("inputs")],
                        ("subscripts", call.First)
                    )
            ),
        ];
        return
        [
            .. Spread(unary, className => call => Op(className, [call.First])),
            .. Spread(binary, className => call => Op(className, [call.First, Second(call)])),
            .. Spread(
                reductions,
                className =>
                    call =>
                        Op(
                            className,
                            [call.First],
                            ("axis", call.Argument("axis", "reduction_indices")),
                            ("keepdims", call.Flag("keepdims") || call.Flag("keep_dims"))
                        )
            ),
            .. others.SelectMany(rule => rule.Functions.Split(' ').Select(name => (name, rule.Translate))),
        ];
    }

    private static IEnumerable<(string, Func<TensorFlowCall, TranslatedOperation>)> Spread(
        (string Functions, string ClassName)[] rules,
        Func<string, Func<TensorFlowCall, TranslatedOperation>> translate
    ) => rules.SelectMany(rule => rule.Functions.Split(' ').Select(name => (name, translate(rule.ClassName))));

    private static TranslatedOperation Op(string className, JsonNode?[] arguments, params (string, JsonNode?)[] settings) =>
        TranslatedOperation.Of(className, arguments, settings);

    private static JsonNode Second(TensorFlowCall call)
    {
        LastChannels(call);
        return call.Need("y", "x2", "bias", "b", "x");
    }

    private static void LastChannels(TensorFlowCall call)
    {
        if (call.Text("data_format") is { } format && format is not ("NHWC" or "channels_last" or "N...C"))
        {
            throw call.Refuse(new("formats.expected.channelsLast"), format);
        }
    }

    private static TranslatedOperation Relu(TensorFlowCall call)
    {
        var (slope, most, threshold) = (call.Number("alpha", call.Number("negative_slope", 0)), call.Argument("max_value"), call.Number("threshold", 0));
        return threshold != 0 || (slope != 0 && most is not null) ? throw call.Refuse(new("formats.expected.boundOrSlope"), threshold)
            : slope != 0 ? Op("LeakyRelu", [call.First], ("negative_slope", slope))
            : most is null ? Op("Relu", [call.First])
            : Constants.Number(most) == 6 ? Op("Relu6", [call.First])
            : Op("Clip", [call.First], ("x_min", 0.0), ("x_max", most));
    }

    private static TranslatedOperation Like(TensorFlowCall call, string className)
    {
        call.Ignore("optimize", "layout");
        return call.Argument("dtype") is { } type ? throw call.Refuse(new("formats.expected.inputType"), type) : Op(className, [call.First]);
    }

    private static TranslatedOperation Matmul(TensorFlowCall call)
    {
        call.Ignore("a_is_sparse", "b_is_sparse", "adjoint_a", "adjoint_b", "output_type", "grad_a", "grad_b");
        var (left, right) = (call.Flag("transpose_a") || call.Flag("adjoint_a"), call.Flag("transpose_b") || call.Flag("adjoint_b"));
        var second = call.Need("b", "y");
        return left || right ? Op("TransposedMatmul", [call.First, second], ("transpose_a", left), ("transpose_b", right)) : Op("Matmul", [call.First, second]);
    }

    private static TranslatedOperation Position(TensorFlowCall call, string className)
    {
        call.Ignore("output_type");
        return Op(
            className,
            [call.First],
            ("axis", call.Argument("axis", "dimension") ?? (call.Function.StartsWith("keras", StringComparison.Ordinal) ? -1 : 0)),
            ("keepdims", false)
        );
    }

    private static TranslatedOperation OneHot(TensorFlowCall call)
    {
        var (on, off) = (call.Number("on_value", 1), call.Number("off_value", 0));
        return on != 1 || off != 0
            ? throw call.Refuse(new("formats.expected.oneAndZero"), on)
            : Op(
                "OneHot",
                [call.First],
                ("num_classes", call.Need("depth", "num_classes")),
                ("axis", call.Argument("axis") ?? -1),
                ("dtype", call.Argument("dtype") ?? "float32")
            );
    }

    private static TranslatedOperation Pad(TensorFlowCall call)
    {
        var (widths, mode, filler) = (call.Need("paddings"), (call.Text("mode") ?? "CONSTANT").ToLowerInvariant(), call.Argument("constant_values"));
        return Op("Pad", [call.First], ("pad_width", widths), ("mode", mode), ("constant_values", mode == "constant" ? filler : null));
    }

    private static TranslatedOperation Margins(TensorFlowCall call)
    {
        LastChannels(call);
        var padding = call.Argument("padding") as JsonArray ?? new JsonArray(new JsonArray(1, 1), new JsonArray(1, 1));
        return Op(
            "Pad",
            [call.First],
            ("pad_width", new JsonArray(new JsonArray(0, 0), padding[0]?.DeepClone(), padding[1]?.DeepClone(), new JsonArray(0, 0))),
            ("mode", "constant")
        );
    }

    private static TranslatedOperation Split(TensorFlowCall call)
    {
        call.Ignore("num");
        var parts = call.Need("num_or_size_splits", "num_split");
        if (parts is JsonArray sizes)
        {
            // TensorFlow gives the length of each part, Keras the places between them.
            var sums = new JsonArray();
            var sum = 0.0;
            foreach (var size in sizes.SkipLast(1))
            {
                sum += Constants.Number(size) is >= 0 and var length ? length : throw call.Refuse(new("formats.expected.lengths"), size);
                sums.Add((int)sum);
            }

            parts = sums;
        }

        return Op("Split", [call.First], ("indices_or_sections", parts), ("axis", call.Argument("axis") ?? 0));
    }

    private static TranslatedOperation Gather(TensorFlowCall call)
    {
        call.Ignore("validate_indices");
        return call.Number("batch_dims", 0) != 0
            ? throw call.Refuse(new("formats.expected.batchDims"), call.Argument("batch_dims"))
            : Op("Take", [call.First, call.Need("indices")], ("axis", call.Argument("axis") ?? 0));
    }

    private static TranslatedOperation Slice(TensorFlowCall call)
    {
        var (begins, sizes) = (call.Need("begin", "start") as JsonArray, call.Need("size") as JsonArray);
        if (begins is null || sizes is null || begins.Count != sizes.Count)
        {
            throw call.Refuse(new("formats.expected.beginsAndSizes"), begins);
        }

        return Op("GetItem", [call.First, new JsonArray([.. begins.Zip(sizes, (begin, size) => (JsonNode)Range(call, begin, size))])]);
    }

    private static TranslatedOperation Crop(TensorFlowCall call)
    {
        var all = Range(call, 0, -1);
        return Op(
            "GetItem",
            [
                call.First,
                new JsonArray(
                    all,
                    Range(call, call.Need("offset_height"), call.Need("target_height")),
                    Range(call, call.Need("offset_width"), call.Need("target_width")),
                    all.DeepClone()
                ),
            ]
        );
    }

    private static JsonObject Range(TensorFlowCall call, JsonNode? begin, JsonNode? size)
    {
        var (from, length) = (
            Constants.Number(begin) ?? throw call.Refuse(new("formats.expected.wholeNumbers"), begin),
            Constants.Number(size) ?? throw call.Refuse(new("formats.expected.wholeNumbers"), size)
        );
        return new JsonObject
        {
            ["class_name"] = "__slice__",
            ["config"] = new JsonObject
            {
                ["start"] = (int)from,
                ["stop"] = length < 0 ? null : (int)(from + length),
                ["step"] = null,
            },
        };
    }

    private static TranslatedOperation Resize(TensorFlowCall call)
    {
        if (call.Argument("height_factor") is { } factor)
        {
            LastChannels(call);
            return Op(
                "ResizeByFactor",
                [call.First],
                ("height_factor", factor),
                ("width_factor", call.Need("width_factor")),
                ("interpolation", call.Text("interpolation") ?? "nearest")
            );
        }

        if (call.Flag("preserve_aspect_ratio") || call.Flag("align_corners") || call.Function.Contains("compat.v1", StringComparison.Ordinal))
        {
            throw call.Refuse(new("formats.expected.pixelCentres"), new Refusal("formats.received.anotherKind"));
        }

        return Op(
            "Resize",
            [call.First],
            ("size", call.Need("size")),
            ("interpolation", (call.Text("method") ?? "bilinear").ToLowerInvariant()),
            ("antialias", call.Flag("antialias")),
            ("data_format", "channels_last")
        );
    }

    private static TranslatedOperation Channels(TensorFlowCall call, string className)
    {
        LastChannels(call);
        return Op(className, [call.First], ("block_size", call.Need("block_size")));
    }

    private static TranslatedOperation Pool(TensorFlowCall call, string className)
    {
        LastChannels(call);
        JsonNode? Middle(JsonNode node) => node is JsonArray { Count: 4 } four ? new JsonArray(four[1]?.DeepClone(), four[2]?.DeepClone()) : node;
        return Op(
            className,
            [call.First],
            ("pool_size", Middle(call.Need("ksize"))),
            ("strides", Middle(call.Need("strides"))),
            ("padding", (call.Text("padding") ?? "VALID").ToLowerInvariant()),
            ("data_format", "channels_last")
        );
    }
}
