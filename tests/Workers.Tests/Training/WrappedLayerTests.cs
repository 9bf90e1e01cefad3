using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Regularization;
using MlOpsDashboard.Workers.Engine.Layers.Reshaping;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Tests.Golden;
using Xunit;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>What Keras does to layers inside layers: trainable, BatchNormalization's statistics, dropout and the compute type reach them at every
/// depth.</summary>
public sealed class WrappedLayerTests
{
    private const string Bidirectional = """
        {"merge_mode":"concat","layer":{"module":"keras.layers","class_name":"LSTM","config":{"name":"rnn","units":3,"activation":"tanh","recurrent_activation":"sigmoid","return_sequences":true,"dropout":0.5},"registered_name":null}}
        """;

    private const string Attention = """{"num_heads":2,"key_dim":3,"dropout":0.5}""";

    private const string Spectral = """
        {"power_iterations":1,"layer":{"module":"keras.layers","class_name":"Dense","config":{"name":"inside","units":4,"activation":"linear"},"registered_name":null}}
        """;

    private static string Steps(string className, string config) =>
        $$"""{"layer":{"module":"keras.layers","class_name":"{{className}}","config":{{config}},"registered_name":null} }""";

    private static Layer Layer(string className, string config, string name = "wrapped")
    {
        var item = JsonNode.Parse(config)!.AsObject();
        item["name"] = name;
        return LayerRegistry.Create(className, item);
    }

    public static TheoryData<string, string> Holders =>
        new()
        {
            { "TimeDistributed", Steps("BatchNormalization", """{"name":"bn"}""") },
            { "TimeDistributed", Steps("Dropout", """{"name":"drop","rate":0.5}""") },
            {
                "TimeDistributed",
                Steps("TimeDistributed", Steps("BatchNormalization", """{"name":"bn"}""").Replace("{\"layer\"", "{\"name\":\"deeper\",\"layer\""))
            },
            { "TimeDistributed", Nested },
            { "Bidirectional", Bidirectional },
            { "SpectralNormalization", Spectral },
            { "MultiHeadAttention", Attention },
            { "LSTM", """{"units":3,"activation":"tanh","recurrent_activation":"sigmoid","dropout":0.5}""" },
        };

    // A whole network as the layer of every step.
    private static string Nested
    {
        get
        {
            using var names = NameScope.Begin();
            using var inner = new Sequential(
                [InputLayer.Of(4), new Dense(4, name: "fc"), new BatchNormalization(name: "bn"), new Dropout(0.5, name: "drop")],
                "inner"
            );
            return new JsonObject { ["layer"] = NetworkConfig.Describe(inner) }.ToJsonString();
        }
    }

    // (N, 3, 4), or (N, 3, 3, 4) where steps are taken twice; a classifier behind it.
    private static TrainableModel Model(string className, string config)
    {
        using var names = NameScope.Begin();
        var deep = config.Contains("deeper", StringComparison.Ordinal);
        var input = (deep ? InputLayer.Of(3, 3, 4) : InputLayer.Of(3, 4)).Output;
        var layer = Layer(className, config);
        var backbone = new Network(
            input,
            className == "MultiHeadAttention"
                ? layer.Apply([input, input], new CallArguments([CallArguments.Placeholder(0), CallArguments.Placeholder(1)], layer.DefaultKeywords()))[0]
                : layer.Apply(input),
            "backbone"
        );
        var outer = (deep ? InputLayer.Of(3, 3, 4) : InputLayer.Of(3, 4)).Output;
        var network = new Network(outer, new Dense(2, activation: "softmax", name: "head").Apply(new Flatten().Apply(backbone.Apply(outer))), "model");
        GoldenData.Fill(network);
        return new TrainableModel(network, backbone, network, [], PreprocessingFunction.Named("identity"), HasHead: true);
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void AFrozenBackbone_InInferenceMode_GivesInTrainingWhatItGivesInInference(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var model = Model(className, config);
        new FreezePlan(Unfreeze.None, "inference").Apply(model);
        Assert.All(model.Target.WithInside().SelectMany(layer => layer.Weights), weight => Assert.DoesNotContain(weight, model.Network.TrainableWeights));
        Assert.All(model.Target.WithInside(), layer => Assert.False(layer.Trainable));
        Assert.Empty(FrozenWeights.Moving(model));
        Assert.NotNull(FrontierSplit.Of(model.Network, BatchNormMode.Train).Prefix);
        var frozen = FrozenWeights.Hash(model);
        var x = Pictures(model.Target);
        using var generator = new Generator(1);
        var training = new CallContext
        {
            Training = true,
            BatchNormMode = BatchNormMode.Train,
            Generator = generator,
        };
        GoldenData.AssertClose(
            GoldenData.Values(model.Target.Forward(x, CallContext.Inference)),
            GoldenData.Values(model.Target.Forward(x, training)),
            1e-6,
            className
        );
        Assert.Equal(frozen, FrozenWeights.Hash(model));
    }

    [Theory]
    [MemberData(nameof(Holders))]
    public void InTrainMode_WhatMovesOrDraws_IsNeitherCachedNorCountedAsFrozen(string className, string config)
    {
        using var scope = NewDisposeScope();
        using var model = Model(className, config);
        new FreezePlan(Unfreeze.All, "train").Apply(model);
        Assert.All(model.Target.WithInside(), layer => Assert.True(layer.Trainable && !layer.RunsInInferenceMode));
        var frozen = FrozenWeights.Hash(model);
        Assert.Null(FrontierSplit.Of(model.Network, BatchNormMode.Train).Prefix);
        using var generator = new Generator(1);
        using (no_grad())
        {
            model.Network.Forward(
                Pictures(model.Network),
                new CallContext
                {
                    Training = true,
                    BatchNormMode = BatchNormMode.Train,
                    Generator = generator,
                }
            );
        }

        Assert.Equal(frozen, FrozenWeights.Hash(model));
    }

    // Keras 3.9: TimeDistributed calls BatchNormalization step by step in training, each call moving the averages: 0.99 * (0.99 * ...) + 0.01 * mean of the
    // step.
    [Fact]
    public void AFrozenBatchNormalization_OfEachStep_KeepsItsStatistics_AndAnUnfrozenOneMovesThemOnceAStep()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = Layer("TimeDistributed", Steps("BatchNormalization", """{"name":"bn","momentum":0.5}"""));
        layer.EnsureBuilt([TensorShape.Of(null, 2, 1)]);
        var mean = layer.Weights.Single(weight => weight.Name == "moving_mean");
        var x = tensor(new float[] { 1, 10, 3, 30 }, [2, 2, 1]);
        var training = new CallContext { Training = true, BatchNormMode = BatchNormMode.Train };
        layer.Trainable = false;
        layer.Call([x], training);
        Assert.Equal([0f], GoldenData.Values(mean.Value));
        layer.Trainable = true;
        layer.Call([x], training);

        // Step means 2 and 20: 0.5 * (0.5 * 0 + 0.5 * 2) + 0.5 * 20.
        Assert.Equal([10.5f], GoldenData.Values(mean.Value));
    }

    [Fact]
    public void AnUnfrozenLayer_InAFrozenWrapper_TrainsInANetwork_AsInAFrozenNestedNetwork()
    {
        using var model = Model("TimeDistributed", Nested);
        model.Target.Trainable = false;
        Assert.Equal(["model/head/kernel", "head/kernel"], new[] { "model/" + model.Network.TrainableWeights[0].Path, model.Network.TrainableWeights[0].Path });
        model.Target.WithInside().Single(layer => layer.Name == "fc").Trainable = true;
        Assert.Equal(["kernel", "bias", "kernel", "bias"], model.Network.TrainableWeights.Select(weight => weight.Name));
        Assert.Empty(model.Target.TrainableWeights);
    }

    [Fact]
    public void AFile_KeepsTheFlagsInsideAWrapper()
    {
        using var model = Model("TimeDistributed", Nested);
        model.Target.WithInside().Single(layer => layer.Name == "fc").Trainable = false;
        var path = Path.Combine(TestFolder.Create(), "flags.keras");
        ModelFile.Save(model.Network, path);
        using var again = ModelFile.Load(path);
        Assert.Equal(model.Network.TrainableWeights.Select(weight => weight.Path), again.Network.TrainableWeights.Select(weight => weight.Path));
        Assert.False(again.Network.WithInside().Single(layer => layer.Name == "fc").Trainable);
    }

    [Fact]
    public void States_OfAWrappedBatchNormalization_AreThoseOfABatchNormalization()
    {
        using var model = Model("TimeDistributed", Steps("BatchNormalization", """{"name":"bn"}"""));
        new FreezePlan(Unfreeze.All, "inference").Apply(model);
        Assert.Equal("ti", FreezePlan.States(model));
        new FreezePlan(Unfreeze.All, "train").Apply(model);
        Assert.Equal("tb", FreezePlan.States(model));
        Assert.Throws<Core.RefusedException>(() => new FreezePlan(Unfreeze.All, "frozen").Apply(model with { Network = model.Target, Core = model.Target }));
    }

    private static Tensor Pictures(Network network) => GoldenData.Image(3, [5, .. network.InputShape.Skip(1).Select(size => size!.Value)]) / 128 - 1;
}
