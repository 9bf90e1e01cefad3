using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Formats;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Layers.Convolutional;
using MlOpsDashboard.Workers.Engine.Layers.Core;
using MlOpsDashboard.Workers.Engine.Layers.Normalization;
using MlOpsDashboard.Workers.Engine.Layers.Pooling;
using MlOpsDashboard.Workers.Engine.Layers.Preprocessing;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Engine.Training.Losses;
using MlOpsDashboard.Workers.Tests.Golden;
using TorchSharp;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Training;

/// <summary>What a file says about how it was trained, written, read, and gone on with.</summary>
public sealed class ContinueOptimizerTests
{
    [Theory]
    [InlineData("Adam", "")]
    [InlineData("SGD", "momentum")]
    [InlineData("AdamW", "schedule")]
    [InlineData("RMSprop", "momentum")]
    public void TwoEpochsSavedAndTwoMore_EqualFour(string className, string extra)
    {
        using var folder = new PictureFolder();
        var optimizer = new ComponentSpec(className, ("learningRate", 0.01));
        optimizer = extra switch
        {
            "momentum" => optimizer.With("momentum", 0.9),
            "schedule" => optimizer.With(
                "learningRate",
                new
                {
                    @class = "CosineDecay",
                    initialLearningRate = 0.01,
                    decaySteps = 20,
                }
            ),
            _ => optimizer,
        };
        TrainingSpec Spec(string file, int epochs, bool go) =>
            new()
            {
                Data = new DataSpec
                {
                    Path = folder.Pictures,
                    ImageSize = [16, 16],
                    BatchSize = 5,
                    ValidationSplit = 0.25,
                    Shuffle = false,
                },
                Backbone = new BackboneSpec { File = file },
                Head = null,
                ContinueOptimizer = go,
                BatchNormMode = "train",
                Stages =
                [
                    new StageSpec
                    {
                        Epochs = epochs,
                        Unfreeze = Unfreeze.All,
                        Optimizer = optimizer,
                    },
                ],
            };
        var classes = Directory.GetDirectories(folder.Pictures).Length;
        var start = Start(folder.Out("start.keras"), classes);
        var whole = SmallRun.Run(Spec(start, 4, false), folder.Out("whole"));
        SmallRun.Run(Spec(start, 2, false), folder.Out("first"));
        var second = SmallRun.Run(Spec(Path.Combine(folder.Out("first"), "last.keras"), 2, true), folder.Out("second"));
        Assert.Equal(whole.WeightsHash, second.WeightsHash);
        var fresh = SmallRun.Run(Spec(Path.Combine(folder.Out("first"), "last.keras"), 2, false), folder.Out("fresh"));
        Assert.NotEqual(whole.WeightsHash, fresh.WeightsHash);
    }

    [Fact]
    public void AnotherClass_OrOtherWeights_AreRefused()
    {
        using var folder = new PictureFolder();
        var classes = Directory.GetDirectories(folder.Pictures).Length;
        TrainingSpec Spec(string file, string className, Unfreeze unfreeze, bool go) =>
            new()
            {
                Data = new DataSpec
                {
                    Path = folder.Pictures,
                    ImageSize = [16, 16],
                    BatchSize = 5,
                    ValidationSplit = 0.25,
                    Shuffle = false,
                },
                Backbone = new BackboneSpec { File = file },
                Head = null,
                ContinueOptimizer = go,
                Stages =
                [
                    new StageSpec
                    {
                        Epochs = 1,
                        Unfreeze = unfreeze,
                        Optimizer = new ComponentSpec(className, ("learningRate", 0.01)),
                    },
                ],
            };
        var start = Start(folder.Out("start.keras"), classes);
        Assert.Contains("without", Assert.Throws<RefusedException>(() => SmallRun.Run(Spec(start, "Adam", Unfreeze.All, true), folder.Out("none"))).Message);
        SmallRun.Run(Spec(start, "Adam", Unfreeze.All, false), folder.Out("first"));
        var trained = Path.Combine(folder.Out("first"), "last.keras");
        Assert.Contains(
            "Received: SGD",
            Assert.Throws<RefusedException>(() => SmallRun.Run(Spec(trained, "SGD", Unfreeze.All, true), folder.Out("sgd"))).Message
        );
        Assert.Contains(
            "variables",
            Assert.Throws<RefusedException>(() => SmallRun.Run(Spec(trained, "Adam", Unfreeze.Last(1), true), folder.Out("part"))).Message
        );
        Assert.Contains(
            TrainingSpecValidator.Validate(Spec(trained, "Adam", Unfreeze.All, true) with { Head = new HeadSpec() }),
            problem => problem.Path == "continueOptimizer"
        );
    }

    [Fact]
    public void AFileOfPythonWithASchedule_IsReadAndGoneOnWith()
    {
        using var scope = torch.NewDisposeScope();
        using var folder = new PictureFolder();
        using var names = NameScope.Begin();
        using var network = new Sequential([InputLayer.Of(3), new Dense(2, "softmax")]);
        network.Initialize(1);
        var compile = JsonNode
            .Parse(
                """
                {"optimizer":{"module":"keras.optimizers","class_name":"Adam","config":{"name":"adam","learning_rate":{"module":"keras.optimizers.schedules","class_name":"PolynomialDecay",
                "config":{"initial_learning_rate":0.1,"decay_steps":10,"end_learning_rate":0.01,"power":2.0,"cycle":false,"name":"PolynomialDecay"},"registered_name":null},"weight_decay":null,
                "clipnorm":null,"global_clipnorm":1.5,"clipvalue":null,"use_ema":false,"ema_momentum":0.99,"ema_overwrite_frequency":null,"loss_scale_factor":null,"gradient_accumulation_steps":null,
                "beta_1":0.8,"beta_2":0.99,"epsilon":1e-06,"amsgrad":false},"registered_name":null},
                "loss":{"module":"keras.losses","class_name":"CategoricalFocalCrossentropy","config":{"name":"f","reduction":"sum_over_batch_size","alpha":0.5,"gamma":1.5,"from_logits":false,"label_smoothing":0.1,"axis":-1},"registered_name":null},
                "loss_weights":null,"metrics":["accuracy"],"weighted_metrics":null,"run_eagerly":false,"steps_per_execution":1,"jit_compile":false}
                """
            )!
            .AsObject();
        var state = new Workers.Engine.Formats.OptimizerState(
            "adam",
            [
                ("iteration", torch.tensor(5L)),
                .. network.TrainableWeights.SelectMany(weight =>
                    new[] { ("", torch.full_like(weight.Value.detach(), 0.25)), ("", torch.full_like(weight.Value.detach(), 0.5)) }
                ),
            ]
        );
        var path = folder.Out("python.keras");
        KerasFile.Save(network, path, compile, state);

        using var saved = new ModelFiles().ReadOptimizer(path);
        using var optimizer = saved.Create(new ComponentSpec("Adam"));
        optimizer.Build(network.TrainableWeights);
        saved.Continue(optimizer);
        Assert.Equal(5, optimizer.Iterations);
        Assert.Equal((0.1 - 0.01) * Math.Pow(0.5, 2) + 0.01, optimizer.LearningRate, 1e-6);
        Assert.Equal(1.5, optimizer.Options.GlobalClipNorm);
        Assert.All(optimizer.Slots.Where((_, i) => i % 2 == 0), slot => Assert.Equal(0.25f, slot.Value.max().item<float>()));
        var written = optimizer.GetConfig();
        Assert.Equal(JsonText.Canonical(compile["optimizer"]!["config"]!), JsonText.Canonical(written));

        using var loaded = ModelFile.Load(path);
        var loss = KerasLoss.Read(loaded.CompileConfig!["loss"])!;
        Assert.Equal(
            new LossSpec
            {
                Class = "CategoricalFocalCrossentropy",
                Alpha = 0.5,
                Gamma = 1.5,
                LabelSmoothing = 0.1,
            },
            loss
        );
    }

    [Theory]
    [InlineData("SparseCategoricalCrossentropy", 0, "\"sparse_categorical_crossentropy\"")]
    [InlineData("CategoricalCrossentropy", 0, "\"categorical_crossentropy\"")]
    [InlineData(
        "SparseCategoricalCrossentropy",
        0.1,
        """{"module":"keras.losses","class_name":"CategoricalCrossentropy","config":{"name":"categorical_crossentropy","reduction":"sum_over_batch_size","from_logits":false,"label_smoothing":0.1,"axis":-1},"registered_name":null}"""
    )]
    public void Loss_IsWrittenAsKerasDoes_AndReadBack(string className, double smoothing, string expected)
    {
        var loss = new LossSpec { Class = className, LabelSmoothing = smoothing };
        var written = ClassificationLoss.Of(loss).ToCompileConfig();
        Assert.Equal(expected, written.ToJsonString());
        Assert.Equal(smoothing, KerasLoss.Read(written)!.LabelSmoothing);
        Assert.Null(KerasLoss.Read(JsonNode.Parse("\"mean_squared_error\"")));
    }

    private static string Start(string path, int classes)
    {
        using var names = NameScope.Begin();
        using var network = new Sequential([
            InputLayer.Of(16, 16, 3),
            new Rescaling(1 / 255.0),
            new Conv2D(6, 3, activation: "relu"),
            new BatchNormalization(),
            new GlobalAveragePooling2D(),
            new Dense(classes, "softmax"),
        ]);
        network.Initialize(5);
        KerasFile.Save(network, path);
        return path;
    }
}
