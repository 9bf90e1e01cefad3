using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Layers;

/// <summary>A key that a file leaves out takes Keras's default (the layers' pages on keras.io/api/layers), as a file has it that was written by hand or by
/// another program.</summary>
public sealed class DefaultConfigTests
{
    [Theory]
    [InlineData("BatchNormalization", "{}", """{"axis":-1,"momentum":0.99,"epsilon":0.001,"center":true,"scale":true}""")]
    [InlineData("LayerNormalization", "{}", """{"axis":[-1],"epsilon":0.001,"center":true,"scale":true}""")]
    [InlineData("GroupNormalization", "{}", """{"groups":32,"axis":-1,"epsilon":0.001}""")]
    [InlineData("RMSNormalization", "{}", """{"axis":[-1],"epsilon":1e-06}""")]
    [InlineData("UnitNormalization", "{}", """{"axis":-1}""")]
    [InlineData("Normalization", "{}", """{"axis":[-1],"invert":false}""")]
    [InlineData("Softmax", "{}", """{"axis":-1}""")]
    [InlineData("Concatenate", "{}", """{"axis":-1}""")]
    [InlineData("LeakyReLU", "{}", """{"negative_slope":0.3}""")]
    [InlineData("ELU", "{}", """{"alpha":1}""")]
    [InlineData("ReLU", "{}", """{"max_value":null,"negative_slope":0,"threshold":0}""")]
    [InlineData("Dense", """{"units":2}""", """{"activation":"linear","use_bias":true}""")]
    [InlineData(
        "Conv2D",
        """{"filters":2,"kernel_size":3}""",
        """{"strides":[1,1],"padding":"valid","dilation_rate":[1,1],"groups":1,"activation":"linear","use_bias":true}"""
    )]
    [InlineData("DepthwiseConv2D", """{"kernel_size":3}""", """{"strides":[1,1],"padding":"valid","depth_multiplier":1}""")]
    [InlineData("MaxPooling2D", "{}", """{"pool_size":[2,2],"strides":[2,2],"padding":"valid"}""")]
    [InlineData("AveragePooling1D", "{}", """{"pool_size":[2],"strides":[2],"padding":"valid"}""")]
    [InlineData("GlobalAveragePooling2D", "{}", """{"keepdims":false}""")]
    [InlineData("UpSampling2D", "{}", """{"size":[2,2],"interpolation":"nearest"}""")]
    [InlineData("ZeroPadding1D", "{}", """{"padding":[1,1]}""")]
    [InlineData("ZeroPadding2D", "{}", """{"padding":[[1,1],[1,1]]}""")]
    [InlineData("ZeroPadding3D", "{}", """{"padding":[[1,1],[1,1],[1,1]]}""")]
    [InlineData("Cropping1D", "{}", """{"cropping":[1,1]}""")]
    [InlineData("Cropping2D", "{}", """{"cropping":[[0,0],[0,0]]}""")]
    [InlineData("Cropping3D", "{}", """{"cropping":[[1,1],[1,1],[1,1]]}""")]
    [InlineData("Embedding", """{"input_dim":4,"output_dim":2}""", """{"mask_zero":false}""")]
    [InlineData("PositionEmbedding", """{"sequence_length":4}""", """{"sequence_length":4}""")]
    [InlineData("Masking", "{}", """{"mask_value":0}""")]
    [InlineData("SimpleRNN", """{"units":2}""", """{"activation":"tanh","use_bias":true,"return_sequences":false}""")]
    [InlineData("LSTM", """{"units":2}""", """{"activation":"tanh","recurrent_activation":"sigmoid","unit_forget_bias":true,"go_backwards":false}""")]
    [InlineData("LSTM", """{"units":2,"activation":null,"recurrent_activation":null}""", """{"activation":"linear","recurrent_activation":"linear"}""")]
    [InlineData("GRU", """{"units":2}""", """{"activation":"tanh","recurrent_activation":"sigmoid","reset_after":true}""")]
    [InlineData(
        "Bidirectional",
        """{"layer":{"module":"keras.layers","class_name":"LSTM","config":{"name":"r","units":2},"registered_name":null}}""",
        """{"merge_mode":"concat"}"""
    )]
    [InlineData(
        "Bidirectional",
        """{"merge_mode":null,"layer":{"module":"keras.layers","class_name":"LSTM","config":{"name":"r","units":2},"registered_name":null}}""",
        """{"merge_mode":null}"""
    )]
    [InlineData("Attention", "{}", """{"use_scale":false,"score_mode":"dot","dropout":0}""")]
    [InlineData("AdditiveAttention", "{}", """{"use_scale":true,"dropout":0}""")]
    [InlineData("MultiHeadAttention", """{"num_heads":2,"key_dim":3}""", """{"value_dim":3,"dropout":0,"use_bias":true}""")]
    [InlineData("Rescaling", """{"scale":0.5}""", """{"offset":0}""")]
    [InlineData("Resizing", """{"height":4,"width":4}""", """{"interpolation":"bilinear","crop_to_aspect_ratio":false}""")]
    [InlineData("CategoryEncoding", """{"num_tokens":4}""", """{"output_mode":"multi_hot"}""")]
    [InlineData("RandomFlip", "{}", """{"mode":"horizontal_and_vertical"}""")]
    [InlineData("RandomErasing", "{}", """{"factor":[0,1],"scale":[0.02,0.33]}""")]
    [InlineData("RandomGaussianBlur", "{}", """{"factor":[0,1],"kernel_size":[3,3],"sigma":[0,1]}""")]
    [InlineData("RandomShear", "{}", """{"x_factor":[0,0],"y_factor":[0,0],"fill_mode":"reflect"}""")]
    [InlineData("Solarization", "{}", """{"addition_factor":[0,0],"threshold_factor":[0,0]}""")]
    [InlineData("CutMix", "{}", """{"factor":[0,1]}""")]
    [InlineData("MixUp", "{}", """{"alpha":0.2}""")]
    [InlineData("RandAugment", "{}", """{"num_ops":2,"value_range":[0,255]}""")]
    [InlineData(
        "StringLookup",
        """{"vocabulary":["a"]}""",
        """{"num_oov_indices":1,"oov_token":"[UNK]","mask_token":null,"output_mode":"int","invert":false}"""
    )]
    [InlineData("IntegerLookup", """{"vocabulary":[5]}""", """{"num_oov_indices":1,"oov_token":-1,"mask_token":null,"output_mode":"int"}""")]
    [InlineData(
        "TextVectorization",
        """{"vocabulary":["a"]}""",
        """{"standardize":"lower_and_strip_punctuation","split":"whitespace","output_mode":"int","ngrams":null}"""
    )]
    public void LeftOut_TakesKerasDefault(string className, string config, string expected)
    {
        var given = JsonNode.Parse(config)!.AsObject();
        given["name"] = "layer";
        var written = LayerRegistry.Create(className, given).GetConfig();
        foreach (var (key, value) in JsonNode.Parse(expected)!.AsObject())
        {
            Assert.True(written.ContainsKey(key), key);
            Assert.Equal($"{key} {JsonText.Canonical(value)}", $"{key} {JsonText.Canonical(written[key])}");
        }
    }

    [Theory]
    [InlineData("false", 0)]
    [InlineData("true", 10 * 1.2 / 3.8)]
    public void Resizing_WithAntialias_AsNewerKerasWritesIt(string antialias, double outer)
    {
        // Five pixels to one: the middle one, or all by a triangle as wide as ten: 1 - 2/5, 1 - 1/5, 1, ... of their sum 3.8.
        using var scope = NewDisposeScope();
        var layer = LayerRegistry.Create("Resizing", JsonNode.Parse($$"""{"name":"layer","height":1,"width":1,"antialias":{{antialias}}}""")!.AsObject());
        var x = zeros(1, 1, 5, 2);
        x[0, 0, TensorIndex.Colon, 0] = tensor(new float[] { 10, 0, 0, 0, 10 });
        x[0, 0, TensorIndex.Colon, 1] = tensor(new float[] { 0, 10, 10, 10, 0 });
        var values = GoldenData.Values(layer.Call([x], CallContext.Inference));
        Assert.Equal(outer, values[0], 1e-4);
        Assert.Equal(10 - outer, values[1], 1e-4);
        Assert.Equal(antialias, layer.GetConfig()["antialias"]!.ToJsonString());
    }

    [Theory]
    [InlineData("Conv2D", """{"filters":2}""", "kernel_size")]
    [InlineData("Conv1D", """{"filters":2}""", "kernel_size")]
    [InlineData("Conv2DTranspose", """{"filters":2}""", "kernel_size")]
    [InlineData("SeparableConv1D", """{"filters":2}""", "kernel_size")]
    [InlineData("Dense", "{}", "units")]
    [InlineData("Dropout", "{}", "rate")]
    [InlineData("RandomRotation", "{}", "factor")]
    [InlineData("BatchNormalization", """{"axis":null}""", "axis")]
    public void WhatKerasHasNoDefaultFor_IsRefusedByName(string className, string config, string key)
    {
        var given = JsonNode.Parse(config)!.AsObject();
        given["name"] = "layer";
        Assert.Contains($"'{key}'", Assert.Throws<RefusedException>(() => LayerRegistry.Create(className, given)).Message, StringComparison.Ordinal);
    }
}
