using System.Text.Json;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Training.Python;

namespace MlOpsDashboard.Core.Tests.Training.Python;

/// <summary>Scripts for Python Keras: what they say, and that Python reads each of them.</summary>
public sealed class KerasScriptTests
{
    [Fact]
    public void Write_OfTheUsualRun_IsThisScript() =>
        Assert.Equal(
            """
            # Run 12: Freeze all of EfficientNetB0, train a new classifier for 5 epochs with Adam at 0.001; then fine-tune the last 20 layers of EfficientNetB0 for 10 epochs with Adam at 0.00001, keep the best by val_accuracy.
            # Python Keras 3 (pip install "keras>=3.10" tensorflow). Same split, same architecture, same plan; initial weights and random draws differ.
            import keras

            keras.utils.set_random_seed(0)

            DATA = "FOLDER"  # one folder for each class; here it was dataset:pets/v1
            HEIGHT, WIDTH, CHANNELS = 224, 224, 3
            options = dict(
                validation_split=0.2, seed=42, image_size=(HEIGHT, WIDTH), batch_size=32, color_mode="rgb",
                interpolation="bilinear", crop_to_aspect_ratio=False, shuffle=True, label_mode="int",
            )
            train = keras.utils.image_dataset_from_directory(DATA, subset="training", **options)
            validation = keras.utils.image_dataset_from_directory(DATA, subset="validation", **options)
            class_names = train.class_names
            # Where that dataset version says itself which pictures are for validation: keep them in a folder of their own, and read both folders without validation_split and subset.
            train, validation = train.prefetch(2), validation.prefetch(2)

            def flat(network):
                for layer in network.layers:
                    yield from flat(layer) if isinstance(layer, keras.Model) else (layer,)

            def keep_statistics(layer):
                # base(x, training=False) is not enough: fit of Keras 3 overrides it, and the statistics move. Gamma and beta still train.
                call = layer.call
                layer.call = lambda inputs, training=None, mask=None: call(inputs, training=False, mask=mask)


            base = keras.applications.EfficientNetB0(include_top=False, weights="imagenet", input_shape=(HEIGHT, WIDTH, 3))

            augmentation = keras.Sequential([
                keras.layers.RandomFlip(mode="horizontal"),
            ], name="augmentation")
            inputs = keras.Input((HEIGHT, WIDTH, CHANNELS))
            x = augmentation(inputs)
            x = keras.applications.efficientnet.preprocess_input(x)
            x = base(x, training=False)
            if len(x.shape) == 4:
                x = keras.layers.GlobalAveragePooling2D()(x)
            x = keras.layers.Dropout(0.2)(x)
            outputs = keras.layers.Dense(len(class_names), activation="softmax")(x)
            model = keras.Model(inputs, outputs)

            loss = keras.losses.SparseCategoricalCrossentropy()
            checkpoint0 = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_accuracy", save_best_only=True, mode="auto")  # one for all stages: it knows the best of them

            def callbacks():
                return [
                    keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=0.0, patience=5, mode="auto", restore_best_weights=True, start_from_epoch=0),
                    keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.2, patience=3, mode="auto", min_delta=0.0001, cooldown=0, min_lr=1e-07),
                    checkpoint0,
                    keras.callbacks.TerminateOnNaN(),
                ]

            epoch = 0

            # Stage 1: feature extraction
            base.trainable = False
            model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, use_ema=False, ema_momentum=0.99), loss=loss, metrics=["accuracy"])
            history = model.fit(train, validation_data=validation, initial_epoch=epoch, epochs=epoch + 5, callbacks=callbacks())
            epoch = history.epoch[-1] + 1

            # Stage 2: fine-tuning
            base.trainable = True
            for layer in base.layers[:-20]:
                layer.trainable = False
            for layer in flat(base):
                if isinstance(layer, keras.layers.BatchNormalization):
                    keep_statistics(layer)
            model.compile(optimizer=keras.optimizers.Adam(learning_rate=1e-05, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, use_ema=False, ema_momentum=0.99), loss=loss, metrics=["accuracy"])
            history = model.fit(train, validation_data=validation, initial_epoch=epoch, epochs=epoch + 10, callbacks=callbacks())
            epoch = history.epoch[-1] + 1
            print(model.evaluate(validation, return_dict=True))
            model.save("last.keras")

            """.ReplaceLineEndings("\n"),
            KerasScript.Write(
                SpecPresets.For(StrategyNames.FineTuning, "EfficientNetB0", "dataset:pets/v1") with
                {
                    Augmentation = [new("RandomFlip", ("mode", "horizontal"))],
                },
                "Run 12"
            )
        );

    [Fact]
    public void Components_OfTheCatalog_AllHaveARendering()
    {
        foreach (var known in ComponentCatalog.Schedules)
            Expect(known, PythonComponents.Schedule, "keras.optimizers.schedules.");
        foreach (var known in ComponentCatalog.Optimizers)
            Expect(known, PythonComponents.Optimizer, "keras.optimizers.");
        foreach (var known in ComponentCatalog.Callbacks)
            Expect(known, PythonComponents.Callback, "keras.callbacks.");
        foreach (var known in ComponentCatalog.Augmentations)
            Expect(known, PythonComponents.Augmentation, "keras.layers.");

        static void Expect(ComponentClass known, Func<ComponentSpec, string> render, string module)
        {
            var call = render(Filled(known));
            Assert.StartsWith(module + known.Class + "(", call);
            // Every option that has a value is handed on by Keras's name.
            foreach (var option in known.Options.Where(o => o.Kind != OptionKind.Component))
                Assert.Matches($@"[ (]{option.Name.ToLowerInvariant()}=", call.Replace("_", "").ToLowerInvariant());
        }
    }

    // Keras computes a rate in the type that it was given: a whole number ends in a fault.
    [Fact]
    public void Numbers_ThatNeedNotBeWhole_HaveTheirPoint()
    {
        var cosine = PythonComponents.Schedule(new("CosineDecay", ("initialLearningRate", 0), ("decaySteps", 100), ("warmupTarget", 1), ("warmupSteps", 5)));
        Assert.Contains("initial_learning_rate=0.0, decay_steps=100, ", cosine);
        Assert.Contains("warmup_target=1.0, warmup_steps=5)", cosine);
        Assert.Contains(
            "values=[1.0, 0.0]",
            PythonComponents.Schedule(new("PiecewiseConstantDecay", ("boundaries", new[] { 10 }), ("values", new[] { 1, 0 })))
        );
        Assert.Contains("learning_rate=1.0, ", PythonComponents.Optimizer(new("SGD", ("learningRate", 1))));
        Assert.Contains("patience=3", PythonComponents.Callback(new("EarlyStopping", ("patience", 3))));
    }

    [Fact]
    public void Write_OfOtherChoices_SaysThemInKeras()
    {
        var spec = Odd();
        var script = KerasScript.Write(spec);
        Assert.Contains("keras.mixed_precision.set_global_policy(\"mixed_bfloat16\")", script);
        Assert.Contains("label_mode=\"categorical\"", script);
        Assert.Contains("keras.losses.CategoricalFocalCrossentropy(alpha=0.25, gamma=2.0, label_smoothing=0.1)", script);
        Assert.Contains("class_weight=class_weight", script);
        Assert.Contains("keras.optimizers.schedules.CosineDecay(initial_learning_rate=0.01, decay_steps=100", script);
        Assert.Contains("global_clipnorm=1.0", script);
        Assert.Contains("train.map(", script);
        Assert.Contains("base.layers[-2].output", script);
        Assert.Contains("SHA-256 " + new string('a', 64), script);
        Assert.Contains("[0.2989, 0.587, 0.114]", script);
        Assert.Contains("index(\"block1\\\"x\")", script);
        Assert.DoesNotContain("layer.call =", script);
        // A name can't leave its comment or its literal.
        Assert.DoesNotContain("\nimport os", script);

        // A network that reads BGR weighs the other way round.
        var backwards = KerasScript.Write(
            new()
            {
                Data = new() { ColorMode = "grayscale" },
                Backbone = new()
                {
                    Name = "ResNet50",
                    InputChannels = new() { Method = "luminance" },
                },
            }
        );
        Assert.Contains("[0.114, 0.587, 0.2989]", backwards);
        Assert.Contains("keras.applications.resnet.preprocess_input(x)", backwards);
    }

    [Fact]
    public void Write_ForABackboneThatKerasLacks_BeginsByLookingForItsFile()
    {
        var script = KerasScript.Write(new() { Backbone = new() { Name = "EfficientNetLite0" } });
        var look = script.IndexOf("if not pathlib.Path(\"EfficientNetLite0.keras\").exists():", StringComparison.Ordinal);
        Assert.InRange(look, 0, script.IndexOf("DATA = ", StringComparison.Ordinal));
        Assert.Contains("mlops convert --from \\\"backbone:EfficientNetLite0?weights=imagenet&input=224x224x3\\\" --to EfficientNetLite0.keras", script);
        Assert.DoesNotContain("pathlib", KerasScript.Write(new() { Backbone = new() { Name = "MobileNetV2" } }));
    }

    // Keras can't build the one in a model, nor read the other back from its file.
    [Theory]
    [InlineData("Equalization")]
    [InlineData("RandomShear")]
    public void Write_OfAugmentationThatNoModelCanHold_AugmentsTheData(string layer)
    {
        var script = KerasScript.Write(
            new()
            {
                Backbone = new() { Name = "MobileNetV2" },
                Augmentation = [new("RandomFlip"), new(layer)],
            }
        );
        Assert.Contains("train = train.map(lambda pictures, labels, layer=layer: (layer(pictures, training=True), labels))", script);
        Assert.True(script.IndexOf("RandomFlip(", StringComparison.Ordinal) < script.IndexOf(layer + "(", StringComparison.Ordinal));
        Assert.DoesNotContain("augmentation(inputs)", script);
        Assert.Contains(
            "augmentation(inputs)",
            KerasScript.Write(
                new()
                {
                    Backbone = new() { Name = "MobileNetV2" },
                    Augmentation = [new("RandomFlip")],
                }
            )
        );
    }

    [Fact]
    public void Write_OfManySpecs_IsPython()
    {
        List<string> scripts = [KerasScript.Write(Odd())];
        scripts.AddRange(
            from card in BackboneCards.All
            from strategy in new[] { StrategyNames.FeatureExtraction, StrategyNames.FineTuning, StrategyNames.Everything, StrategyNames.FromScratch }
            from mode in new[] { "inference", "train", "frozen" }
            where mode == "inference" || card.Name == "VGG16"
            select KerasScript.Write(SpecPresets.For(strategy, card.Name, "x") with { BatchNormMode = mode })
        );
        foreach (var catalog in new[] { ComponentCatalog.Augmentations, ComponentCatalog.Callbacks, ComponentCatalog.Optimizers })
        {
            foreach (var known in catalog)
            {
                var spec = SpecPresets.For(StrategyNames.FineTuning, "MobileNetV2", "x");
                scripts.Add(
                    KerasScript.Write(
                        catalog == ComponentCatalog.Augmentations ? spec with { Augmentation = [Filled(known)] }
                        : catalog == ComponentCatalog.Callbacks ? spec with { Callbacks = [Filled(known)] }
                        : spec with { Stages = [new() { Optimizer = Filled(known) }] }
                    )
                );
            }
        }
        scripts.Add(
            KerasScript.Write(
                new()
                {
                    Head = null,
                    Backbone = new() { File = "/models/o'brien \"x\".keras" },
                    Augmentation = [new("RandomHue")],
                }
            )
        );
        scripts.Add(
            KerasScript.Write(
                new()
                {
                    Head = null,
                    Backbone = new() { File = "m.keras" },
                }
            )
        );
        scripts.Add(
            KerasScript.Write(
                new()
                {
                    Backbone = new() { File = "m \U0001F600.keras" },
                    Head = new()
                    {
                        Hidden = [64, 32],
                        L2 = 0.01,
                        BatchNormalization = true,
                        Pooling = "flatten",
                    },
                }
            )
        );
        scripts.Add(
            KerasScript.Write(
                new()
                {
                    Data = new() { ColorMode = "rgba" },
                    Backbone = new()
                    {
                        Name = "Xception",
                        InputChannels = new() { Method = "repeat" },
                    },
                }
            )
        );
        scripts.AddRange(OtherTasks().Select(spec => KerasScript.Write(spec)));
        PythonScripts.Compile(scripts);
    }

    [Fact]
    public void Write_OfSeveralLabels_ReadsTheTableAndEndsInSigmoids()
    {
        var script = KerasScript.Write(OtherTasks()[0]);
        Assert.Contains("class_names = [\"red\", \"round\"]", script);
        Assert.Contains("row[\"labels\"].split(\"|\")", script);
        Assert.Contains("np.random.RandomState(42).shuffle(order)", script);
        Assert.Contains("Dense(len(class_names), activation=\"sigmoid\")", script);
        Assert.Contains("loss = keras.losses.BinaryCrossentropy(label_smoothing=0.0)", script);
        Assert.Contains("name=\"f1_macro\"", script);
        Assert.DoesNotContain("image_dataset_from_directory", script);
    }

    [Fact]
    public void Write_OfNumbers_TrainsOnStandardizedTargetsAndSavesTheirUnits()
    {
        var script = KerasScript.Write(OtherTasks()[1]);
        Assert.Contains("loss = keras.losses.Huber(delta=0.5)", script);
        Assert.Contains("Dense(len(class_names))", script);
        Assert.Contains("targets = (targets - mean) / deviation", script);
        Assert.Contains("keras.layers.Rescaling(deviation.tolist(), offset=mean.tolist()", script);
        Assert.DoesNotContain("best.keras", script);
        // The checkpoint wrote a model that answers in deviations.
        Assert.Contains(
            "in_own_units(keras.models.load_model(\"best.keras\", compile=False)).save(\"best.keras\")",
            KerasScript.Write(OtherTasks()[1] with { Callbacks = [new("ModelCheckpoint")] })
        );
        Assert.DoesNotContain("Rescaling", KerasScript.Write(OtherTasks()[2]));
        Assert.Contains("keras.losses.LogCosh()", KerasScript.Write(OtherTasks()[2]));
    }

    private static TrainingSpec[] OtherTasks()
    {
        var usual = SpecPresets.For(StrategyNames.FineTuning, "MobileNetV2", "pets.csv");
        return
        [
            usual with
            {
                Task = "multi-label-classification",
                Data = usual.Data with { ClassNames = ["red", "round"] },
                Loss = new() { Class = "BinaryCrossentropy" },
                Callbacks = [],
            },
            TaskMembers.With(
                usual with
                {
                    Task = "regression",
                    Loss = new() { Class = "Huber" },
                    Callbacks = [],
                },
                "loss.delta",
                0.5
            ),
            TaskMembers.With(
                usual with
                {
                    Task = "regression",
                    Loss = new() { Class = "LogCosh" },
                    Callbacks = [],
                    Data = usual.Data with { CropToAspectRatio = true, Shuffle = false },
                },
                "data.standardizeTargets",
                false
            ),
            Detector(usual),
            TaskMembers.With(Detector(usual), "head.kind", "simple") with
            {
                Data = new() { CropToAspectRatio = true },
                Backbone = new() { File = "m.keras" },
                Augmentation = [new("RandomFlip"), new("RandomShear"), new("Equalization")],
            },
            Detector(usual) with
            {
                Head = null,
                Backbone = new() { File = "m.keras" },
                Precision = "mixed_bfloat16",
            },
        ];

        static TrainingSpec Detector(TrainingSpec usual) =>
            usual with
            {
                Task = "object-detection",
                Loss = new() { Class = "FCOSLoss" },
                Callbacks = [],
            };
    }

    private static TrainingSpec Odd() =>
        new()
        {
            Data = new() { Path = "x\nimport os", ColorMode = "grayscale" },
            Backbone = new()
            {
                File = $"custom:{new string('a', 64)}/net\nimport os",
                Layer = new LayerReference(null, -2),
                InputChannels = new() { Method = "luminance" },
            },
            BatchNormMode = "frozen",
            Precision = "mixed_bfloat16",
            Loss = new()
            {
                Class = "CategoricalFocalCrossentropy",
                LabelSmoothing = 0.1,
                ClassWeight = "balanced",
            },
            Augmentation = [new("MixUp"), new("RandomRotation", ("factor", new[] { -0.1, 0.2 }))],
            Callbacks =
            [
                new(
                    "LearningRateScheduler",
                    (
                        "schedule",
                        new
                        {
                            @class = "ExponentialDecay",
                            initialLearningRate = 0.1,
                            decaySteps = 3,
                            decayRate = 0.5,
                        }
                    )
                ),
            ],
            Stages =
            [
                new()
                {
                    Name = "a\nimport os",
                    Optimizer = new(
                        "SGD",
                        (
                            "learningRate",
                            new
                            {
                                @class = "CosineDecay",
                                initialLearningRate = 0.01,
                                decaySteps = 100,
                            }
                        ),
                        ("globalClipnorm", 1)
                    ),
                },
                new() { Unfreeze = Unfreeze.From("block1\"x") },
                new() { Unfreeze = Unfreeze.All, Gradual = null },
            ],
        };

    private static ComponentSpec Filled(ComponentClass known)
    {
        var options = new Dictionary<string, JsonElement>();
        foreach (var option in known.Options)
        {
            object? value = option.Kind switch
            {
                OptionKind.Component => Filled(option.Components[0]),
                OptionKind.Numbers => new[] { 1.0, 2.0 },
                OptionKind.Flag => true,
                OptionKind.Choice => option.Choices[0],
                OptionKind.Text => option.Default,
                OptionKind.Range => new[] { 0.1, 0.2 },
                _ => Math.Max(2, option.Minimum ?? 2),
            };
            options[option.Name] = JsonSerializer.SerializeToElement(value);
        }
        return new() { Class = known.Class, Options = options };
    }
}
