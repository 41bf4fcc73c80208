using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Insights.Tests;

/// <summary>Which type of the program uses which, from its metadata: fields, parameters, bases, attributes and every token in the code of a
/// method.</summary>
internal sealed class Walls(MetadataReader reader)
{
    private const string Root = "Insights.";

    /// <summary>The room of the user, the user, and the room of what is used, when both are rooms and not one.</summary>
    public IEnumerable<(string From, string Type, string To)> Known(PEReader file)
    {
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            if (Room(handle) is not { } from) continue;
            var used = new List<TypeDefinitionHandle>();
            var signatures = new SignatureTypes(used);
            Add(type.BaseType, used);
            foreach (InterfaceImplementationHandle one in type.GetInterfaceImplementations())
                Add(reader.GetInterfaceImplementation(one).Interface, used);
            foreach (FieldDefinitionHandle field in type.GetFields()) reader.GetFieldDefinition(field).DecodeSignature(signatures, null);
            foreach (MethodDefinitionHandle one in type.GetMethods())
            {
                MethodDefinition method = reader.GetMethodDefinition(one);
                method.DecodeSignature(signatures, null);
                if (method.RelativeVirtualAddress == 0) continue;
                MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
                if (!body.LocalSignature.IsNil) reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(signatures, null);
                foreach (EntityHandle token in Tokens(body.GetILReader())) Add(token, used);
            }
            foreach (TypeDefinitionHandle other in used)
                if (Room(other) is { } to && to != from) yield return (from, Name(handle), to);
        }
    }

    private void Add(EntityHandle handle, List<TypeDefinitionHandle> used)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                used.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new SignatureTypes(used), null);
                break;
            case HandleKind.MethodDefinition:
                used.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                used.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                MemberReference member = reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent, used);
                if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(new SignatureTypes(used), null);
                else member.DecodeFieldSignature(new SignatureTypes(used), null);
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification method = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(method.Method, used);
                method.DecodeSignature(new SignatureTypes(used), null);
                break;
        }
    }

    /// <summary>Every operand of a method's code that is a token.</summary>
    private static List<EntityHandle> Tokens(BlobReader code)
    {
        var found = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            int op = code.ReadByte();
            if (op == 0xFE) op = 0xFE00 | code.ReadByte();
            if (!Operands.TryGetValue((short)op, out OperandType operand)) continue;
            switch (operand)
            {
                case OperandType.InlineSwitch:
                    int targets = code.ReadInt32();
                    code.Offset += 4 * targets;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType:
                    found.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    code.Offset += 8;
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    code.Offset++;
                    break;
                case OperandType.InlineVar:
                    code.Offset += 2;
                    break;
                case OperandType.InlineNone:
                    break;
                default:
                    code.Offset += 4;
                    break;
            }
        }
        return found;
    }

    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(op => op.Value, op => op.OperandType);

    private string Name(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        return type.IsNested ? $"{Name(type.GetDeclaringType())}.{reader.GetString(type.Name)}"
            : $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }

    /// <summary>Null for what the compiler made outside every room.</summary>
    private string? Room(TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        while (type.IsNested) type = reader.GetTypeDefinition(type.GetDeclaringType());
        string name = reader.GetString(type.Namespace);
        return name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..].Split('.')[0] : null;
    }
}

/// <summary>Notes every type of the program that a signature names.</summary>
internal sealed class SignatureTypes(List<TypeDefinitionHandle> used) : ISignatureTypeProvider<int, object?>
{
    public int GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        used.Add(handle);
        return 0;
    }

    public int GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public int GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => 0;
    public int GetPrimitiveType(PrimitiveTypeCode typeCode) => 0;
    public int GetSZArrayType(int elementType) => 0;
    public int GetArrayType(int elementType, ArrayShape shape) => 0;
    public int GetByReferenceType(int elementType) => 0;
    public int GetPointerType(int elementType) => 0;
    public int GetPinnedType(int elementType) => 0;
    public int GetGenericInstantiation(int genericType, ImmutableArray<int> typeArguments) => 0;
    public int GetGenericMethodParameter(object? genericContext, int index) => 0;
    public int GetGenericTypeParameter(object? genericContext, int index) => 0;
    public int GetModifiedType(int modifier, int unmodifiedType, bool isRequired) => 0;
    public int GetFunctionPointerType(MethodSignature<int> signature) => 0;
}
