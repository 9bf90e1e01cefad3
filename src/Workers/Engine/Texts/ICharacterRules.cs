namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>What a tokenizer does before it looks words up, one code point at a time: so it can be written as a table.</summary>
internal interface ICharacterRules
{
    /// <summary>Adds what stands for a code point of a text; nothing where it is dropped.</summary>
    /// <param name="parts">Empty.</param>
    void Fold(int point, List<int> parts);

    /// <summary>What a code point that <see cref="Fold"/> gave is to words.</summary>
    CharacterKind KindOf(int part);
}
