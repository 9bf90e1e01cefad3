using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MlOpsDashboard.Core.Tests;

/// <summary>Which types of an assembly name which others of it: in signatures, bases, attributes and the code of methods. Types inside a type count as that
/// one.</summary>
internal sealed class AssemblyArrows : ISignatureTypeProvider<bool, bool>
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes)
        .GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);
    private readonly MetadataReader _metadata;
    private readonly PEReader _assembly;
    private readonly HashSet<TypeDefinitionHandle> _named = [];

    private AssemblyArrows(PEReader assembly) => (_assembly, _metadata) = (assembly, assembly.GetMetadataReader());

    /// <summary>Pairs of different types, by their full names.</summary>
    public static IReadOnlyCollection<(string From, string To)> Read(string file)
    {
        using var assembly = new PEReader(File.OpenRead(file));
        var reader = new AssemblyArrows(assembly);
        var arrows = new HashSet<(string, string)>();
        foreach (var handle in reader._metadata.TypeDefinitions)
        {
            reader._named.Clear();
            reader.VisitMembers(handle);
            var from = reader.NameOf(handle);
            arrows.UnionWith(reader._named.Select(to => (from, reader.NameOf(to))).Where(arrow => arrow.from != arrow.Item2));
        }
        return arrows;
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? NameOf(outer) : $"{_metadata.GetString(type.Namespace)}.{_metadata.GetString(type.Name)}";
    }

    private void VisitMembers(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        Visit(type.BaseType);
        Visit(type.GetInterfaceImplementations().Select(i => _metadata.GetInterfaceImplementation(i).Interface));
        Visit(type.GetGenericParameters());
        Visit(type.GetCustomAttributes());
        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(this, false);
            Visit(field.GetCustomAttributes());
        }
        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            method.DecodeSignature(this, false);
            Visit(method.GetGenericParameters());
            Visit(method.GetCustomAttributes());
            if (method.RelativeVirtualAddress != 0)
            {
                Visit(_assembly.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void Visit(GenericParameterHandleCollection parameters) =>
        Visit(parameters.SelectMany(p => _metadata.GetGenericParameter(p).GetConstraints()).Select(c => _metadata.GetGenericParameterConstraint(c).Type));

    private void Visit(CustomAttributeHandleCollection attributes) => Visit(attributes.Select(a => _metadata.GetCustomAttribute(a).Constructor));

    private void Visit(IEnumerable<EntityHandle> handles)
    {
        foreach (var handle in handles)
        {
            Visit(handle);
        }
    }

    private void Visit(MethodBodyBlock body)
    {
        Visit(body.ExceptionRegions.Select(region => region.CatchType));
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(this, false);
        }
        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            var first = (int)code.ReadByte();
            switch (Codes[first == 0xFE ? (first << 8) | code.ReadByte() : first].OperandType)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig:
                    Visit(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset += 1;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
    }

    private void Visit(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                _named.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, false);
                break;
            case HandleKind.FieldDefinition:
                Visit(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                Visit(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Visit(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                method.DecodeSignature(this, false);
                Visit(method.Method);
                break;
            case HandleKind.StandaloneSignature:
                _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(this, false);
                break;
        }
    }

    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => _named.Add(handle);

    public bool GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

    public bool GetArrayType(bool elementType, ArrayShape shape) => false;

    public bool GetByReferenceType(bool elementType) => false;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

    public bool GetGenericMethodParameter(bool genericContext, int index) => false;

    public bool GetGenericTypeParameter(bool genericContext, int index) => false;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

    public bool GetPinnedType(bool elementType) => false;

    public bool GetPointerType(bool elementType) => false;

    public bool GetSZArrayType(bool elementType) => false;
}
